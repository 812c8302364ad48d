#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// A room server on Socket.IO 4, set up as its documentation has it for production: several servers joined by the
// Redis adapter (or the Redis streams adapter), the native WebSocket add-ons installed, NODE_ENV=production, and the
// first HTTP request of each connection let go ("Performance tuning").
//   socketio.mjs PORT REDIS_URL [streams]
import { createServer } from 'node:http';
import { createAdapter } from '@socket.io/redis-adapter';
import { createAdapter as createStreamsAdapter } from '@socket.io/redis-streams-adapter';
import { createClient } from 'redis';
import { Server } from 'socket.io';

const [port, url, kind] = process.argv.slice(2);
const publisher = createClient({ url });
await publisher.connect();
let adapter;
if (kind === 'streams') {
  adapter = createStreamsAdapter(publisher);
} else {
  const subscriber = publisher.duplicate();
  await subscriber.connect();
  adapter = createAdapter(publisher, subscriber);
}

const http = createServer();
const io = new Server(http, { adapter });
io.engine.on('connection', (raw) => {
  raw.request = null;
});
io.on('connection', (socket) => {
  socket.on('join', (room, done) => {
    socket.join(room);
    done();
  });
  socket.on('send', (message, done) => {
    io.to(message.room).emit('event', message);
    done();
  });
});
http.listen({ port: Number(port), host: '127.0.0.1', backlog: 4096 }, () => console.log(`ready ws://127.0.0.1:${http.address().port}/`));
