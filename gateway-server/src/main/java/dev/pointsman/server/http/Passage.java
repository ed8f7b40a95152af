package dev.pointsman.server.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import java.net.InetSocketAddress;

/**
 * A way into the front for this process alone: takes one connection, from the one port it was opened for, which nobody else can have while its owner holds it.
 * Whoever else connects is closed.
 */
final class Passage extends ChannelInitializer<Channel> {
    private final InetSocketAddress peer;
    private final FrontPipeline within;

    Passage(InetSocketAddress peer, FrontPipeline within) {
        this.peer = peer;
        this.within = within;
    }

    @Override
    protected void initChannel(Channel channel) {
        if (!peer.equals(channel.remoteAddress())) {
            channel.close();
            return;
        }
        channel.parent().close();
        channel.pipeline().addLast(within);
    }
}
