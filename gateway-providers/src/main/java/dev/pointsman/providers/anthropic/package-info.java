/** Anthropic's Messages API. Source: platform.claude.com API reference and Anthropic's TypeScript SDK 0.120.0 (2026-08). */
@NullMarked
package dev.pointsman.providers.anthropic;

import org.jspecify.annotations.NullMarked;
