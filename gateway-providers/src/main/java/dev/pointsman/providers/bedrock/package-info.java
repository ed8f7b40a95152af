/** Amazon Bedrock: the Converse API. Source: boto/botocore's service model of bedrock-runtime (2026-08). */
@NullMarked
package dev.pointsman.providers.bedrock;

import org.jspecify.annotations.NullMarked;
