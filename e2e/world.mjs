// Each file of journeys has a server of its own, with its own folder, port and process.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SERVER = process.env.TUNGNHA_SERVER;
const LANGUAGE = ['--lang', 'en'];

const freePort = () =>
  new Promise((found) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => found(port));
    });
  });

/** Starts a server command and waits until its output is `ready`. */
async function serving(command, folder, port, ready) {
  const phone = process.env.TUNGNHA_PHONE ? ['--phone', process.env.TUNGNHA_PHONE] : [];
  const data = ['--data', folder, '--port', String(port)];
  const server = spawn(SERVER, [command, ...data, ...LANGUAGE, ...phone], { stdio: ['ignore', 'pipe', 'inherit'] });
  let told = '';
  await new Promise((done, failed) => {
    server.on('exit', (code) => failed(new Error(`the server stopped with ${code}:\n${told}`)));
    server.stdout.on('data', (bytes) => {
      told += bytes;
      if (ready(told)) done();
    });
  });
  server.removeAllListeners('exit');
  return { server, told };
}

/** Ends the process and waits until it has, so that the folder is free for the next one. */
const ended = (server) =>
  new Promise((done) => {
    if (server.exitCode !== null || server.signalCode !== null) return done();
    server.once('exit', done);
    server.kill('SIGTERM');
  });

/** Starts `tungnha demo` and reads enrolment codes and passwords from its output. */
export async function start() {
  const folder = mkdtempSync(join(tmpdir(), 'tungnha-'));
  const kept = mkdtempSync(join(tmpdir(), 'tungnha-backups-'));
  const backupOf = (day) => join(kept, `tungnha-${day}.backup`);
  const port = await freePort();
  const ready = (told) => (told.match(/#code=/g) ?? []).length >= 2 && /serving/i.test(told);
  const { server, told } = await serving('demo', folder, port, ready);
  let running = server;
  const codes = [...told.matchAll(/#code=([A-Za-z0-9-]+)/g)].map((found) => found[1]);
  const signInOf = (role) => {
    const [, login, password] = told.match(new RegExp(`${role}: \\S+ {2}name (\\S+) {2}password (\\S+)`));
    return { login, password };
  };
  return {
    base: `http://127.0.0.1:${port}`,
    officer: signInOf('Officer'),
    editor: signInOf('Editorial board'),
    province: signInOf('Province'),
    leader: codes[0],
    member: codes[1],
    /** Makes a new enrolment code for an account with a command, while the server runs. */
    newCode(account) {
      const made = execFileSync(SERVER, ['code', '--data', folder, account, ...LANGUAGE]).toString();
      return made.match(/#code=([A-Za-z0-9-]+)/)[1];
    },
    /** Imports the unsent work that a phone exported; the server is stopped meanwhile. */
    async importOutbox(file) {
      await ended(running);
      const told = execFileSync(SERVER, ['import', 'outbox', '--data', folder, file, ...LANGUAGE]).toString();
      ({ server: running } = await serving('demo', folder, port, ready));
      return told;
    },
    /** Writes a backup named after a day such as 2026-11-23; the server is stopped meanwhile. */
    async backup(day) {
      await ended(running);
      const env = { ...process.env, TUNGNHA_BACKUPS: kept };
      execFileSync(SERVER, ['backup', '--data', folder, backupOf(day), ...LANGUAGE], { env });
      ({ server: running } = await serving('demo', folder, port, ready));
    },
    /** Restores the backup of that day; with `diskLost`, the office's journal is lost too. */
    async restore(day, { diskLost = false } = {}) {
      await ended(running);
      if (diskLost) rmSync(join(folder, 'journal'), { recursive: true });
      execFileSync(SERVER, ['restore', '--data', folder, backupOf(day), ...LANGUAGE]);
      ({ server: running } = await serving('demo', folder, port, ready));
    },
    async stop() {
      await ended(running);
      rmSync(folder, { recursive: true, force: true });
      rmSync(kept, { recursive: true, force: true });
    },
  };
}

/** Starts a commune with nothing but an officer's account; gives it and the officer's list of households. */
export async function startEmpty() {
  const folder = mkdtempSync(join(tmpdir(), 'tungnha-'));
  const data = join(folder, 'data');
  const list = join(folder, 'danh-sach-ho.xlsx');
  const officer = { login: 'can-bo', password: 'mật khẩu dài của cán bộ' };
  const add = ['account', 'add', '--data', data, '--commune', 'nghi-son', '--name', 'Trịnh Thị Hạnh', officer.login];
  execFileSync(SERVER, [...add, ...LANGUAGE], { input: `${officer.password}\n` });
  execFileSync(SERVER, ['sample', list, ...LANGUAGE]);
  const port = await freePort();
  let { server } = await serving('serve', data, port, (told) => /serving/i.test(told));
  return {
    base: `http://127.0.0.1:${port}`,
    officer,
    list,
    /** Stops the server, so that its address refuses connections. */
    away: () => ended(server),
    async back() {
      ({ server } = await serving('serve', data, port, (told) => /serving/i.test(told)));
    },
    verify: () => execFileSync(SERVER, ['verify', '--data', data, ...LANGUAGE]).toString(),
    async stop() {
      await ended(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
