// A demonstration commune of its own for each file of journeys: a folder, a port, a process.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const freePort = () =>
  new Promise((found) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => found(port));
    });
  });

/** Starts `tungnha demo` and reads from what it prints how to get in. */
export async function start() {
  const folder = mkdtempSync(join(tmpdir(), 'tungnha-'));
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const command = ['demo', '--data', folder, '--port', String(port), '--lang', 'en'];
  if (process.env.TUNGNHA_PHONE) command.push('--phone', process.env.TUNGNHA_PHONE);
  const server = spawn(process.env.TUNGNHA_SERVER, command, { stdio: ['ignore', 'pipe', 'inherit'] });
  let told = '';
  await new Promise((ready, failed) => {
    server.on('exit', (code) => failed(new Error(`the server stopped with ${code}:\n${told}`)));
    server.stdout.on('data', (bytes) => {
      told += bytes;
      if ((told.match(/#code=/g) ?? []).length >= 2 && /canbo|officer/i.test(told)) ready();
    });
  });
  const codes = [...told.matchAll(/#code=([A-Za-z0-9-]+)/g)].map((found) => found[1]);
  return {
    base,
    told,
    leader: codes[0],
    member: codes[1],
    stop() {
      server.removeAllListeners('exit');
      server.kill('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
