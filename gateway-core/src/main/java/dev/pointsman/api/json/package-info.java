/** JSON read where it stands, one pass and no tree; knows nothing above. */
@NullMarked
package dev.pointsman.api.json;

import org.jspecify.annotations.NullMarked;
