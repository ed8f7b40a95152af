/** Models, deployments, prices: what can be chosen and who serves it. */
@NullMarked
package dev.pointsman.catalog;

import org.jspecify.annotations.NullMarked;
