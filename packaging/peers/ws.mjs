#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// A room server as one writes it by hand on `ws` and Redis publish/subscribe: no accounts, no log, no order promised.
//   ws.mjs PORT REDIS_URL
import { createServer } from 'node:http';
import { createClient } from 'redis';
import { WebSocketServer } from 'ws';

const [port, url] = process.argv.slice(2);
const publisher = createClient({ url });
const subscriber = publisher.duplicate();
await Promise.all([publisher.connect(), subscriber.connect()]);

const rooms = new Map(); // name to the sockets of this server
const deliver = (text, room) => {
  for (const socket of rooms.get(room) ?? []) socket.send(text);
};
const join = async (socket, room) => {
  let members = rooms.get(room);
  if (!members) {
    rooms.set(room, (members = new Set()));
    await subscriber.subscribe(room, deliver);
  }
  members.add(socket);
  socket.rooms.add(room);
  socket.send('{"op":"joined"}');
};

const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
server.on('connection', (socket) => {
  socket.rooms = new Set();
  socket.on('message', async (data) => {
    const message = JSON.parse(data);
    if (message.op === 'join') {
      await join(socket, message.room);
    } else if (message.op === 'send') {
      const { room, from, mid, text } = message;
      await publisher.publish(room, JSON.stringify({ op: 'event', room, from, mid, text }));
      socket.send(`{"op":"ok","id":${message.id}}`);
    }
  });
  socket.on('close', () => {
    for (const room of socket.rooms) rooms.get(room).delete(socket);
  });
});
http.listen({ port: Number(port), host: '127.0.0.1', backlog: 4096 }, () => console.log(`ready ws://127.0.0.1:${http.address().port}/`));
