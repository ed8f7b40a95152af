/** What is learned as bytes: numbers written and read back with every one of them checked. Pure. */
@NullMarked
package dev.pointsman.learned.file;

import org.jspecify.annotations.NullMarked;
