/** What Amazon's services have in common: credentials, signatures (Signature Version 4), and their binary stream of events. */
@NullMarked
package dev.pointsman.providers.bedrock.aws;

import org.jspecify.annotations.NullMarked;
