/** What operators see of a running gateway beside its policy: deployments, usage, limits, trained routers, trials of a policy, live figures. */
@NullMarked
package dev.pointsman.server.insight;

import org.jspecify.annotations.NullMarked;
