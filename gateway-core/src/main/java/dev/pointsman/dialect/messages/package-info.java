/**
 * Anthropic's Messages API for clients, over any provider of chats. Source: platform.claude.com API reference and Anthropic's TypeScript SDK
 * 0.120.0 (2026-08).
 */
@NullMarked
package dev.pointsman.dialect.messages;

import org.jspecify.annotations.NullMarked;
