/** Reports that are made by themselves, and brought to a folder or to an address. */
@NullMarked
package dev.pointsman.server.reports;

import org.jspecify.annotations.NullMarked;
