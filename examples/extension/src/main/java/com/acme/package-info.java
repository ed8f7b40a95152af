/** One of each kind of plug-in. */
@org.jspecify.annotations.NullMarked
package com.acme;
