import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { createSockets } from './sockets.ts';

class Wire extends EventEmitter {
  bytesWritten = 1000;
  destroyed = false;
}
const followed = () => {
  const sockets = createSockets();
  const wire = new Wire();
  const told: (number | string)[] = [];
  const stop = sockets.follow(wire, { bytes: (count) => told.push(count), closed: (reason) => told.push(reason) });
  return { sockets, wire, told, stop };
};

test('bytes count from where the socket stood', () => {
  const { sockets, wire, told } = followed();
  wire.bytesWritten = 1500;
  sockets.sample();
  sockets.sample();
  wire.bytesWritten = 1600;
  sockets.sample();
  expect(told).toEqual([500, 100]);
});

test('what was sent since the last tick counts when it closes', () => {
  const { sockets, wire, told } = followed();
  wire.bytesWritten = 1800;
  wire.emit('close', false);
  wire.emit('close', false);
  expect(told).toEqual([800, 'left']);
  expect([sockets.open, wire.listenerCount('close')]).toEqual([0, 0]);
});

test('a socket that broke was aborted, and one that shrinks takes nothing back', () => {
  const { sockets, wire, told } = followed();
  wire.bytesWritten = 3000;
  sockets.sample();
  wire.bytesWritten = 2500;
  wire.emit('close', true);
  expect(told).toEqual([2000, 'aborted']);
});

test('after stop nothing is told', () => {
  const { sockets, wire, told, stop } = followed();
  stop();
  wire.bytesWritten = 9000;
  sockets.sample();
  wire.emit('close', false);
  expect(told).toEqual([]);
});
