/** Charts of the guides and reports, as text of the SVG form. */
@NullMarked
package dev.pointsman.plot;

import org.jspecify.annotations.NullMarked;
