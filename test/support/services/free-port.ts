/** A port that nothing listens at. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

/** Another program may take the port before the caller does, which is unlikely: systems hand ports out in turn. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Sends a line to a port of this machine, and reads until the answer holds what is waited for or ends. */
export async function ask(port: number, line: string, waitedFor: string): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.setTimeout(1000, () => socket.destroy());
  try {
    await once(socket, 'connect');
    socket.write(line);
    let read = '';
    for await (const part of socket) {
      read += String(part);
      if (read.includes(waitedFor)) return true;
    }
    return false;
  } finally {
    socket.destroy();
  }
}
