// Measures start, first sync, unlock and search of the phone app in Chromium with a slowed-down processor.
// Run as `node measure/phone.mjs OUT.json`; the crate `bench` makes the servers' data.
import { chromium } from '@playwright/test';
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { business, consented, recordAccount, registerBusiness } from '../business.mjs';
import { pick, picture } from '../photo.mjs';

const SLOWED = 4;
const PIN = '270419';
const UNLOCKS = 5;
const CODES = 5;
const VISITS = 3;
/** The size of a photo from a phone's camera of twelve megapixels. */
const PHOTO = { width: 4000, height: 3000 };
const PHOTOS = ['#06c', '#c00', '#090'];
const QUERIES = ['nguyen', 'hạnh', '0042', 'le thi an'];
const PATIENCE_MS = 300_000;
/** A member's area, a large one, and a whole commune on its leader's phone; `unlock` is the budget in milliseconds. */
const AREAS = [
  { households: 1500, unlock: 1500 },
  { households: 5000 },
  { households: 20_000, unlock: 2500 },
];

/** A weak signal in a village, and what a first start may take there: to the PIN, then to the first list, in milliseconds. */
const WEAK = { name: '400 kbit/s with 400 ms', bytes: 50_000, latency: 400, households: 400, started: 6000, synced: 6000 };
const FIRST_STARTS = 3;

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const figure = (what, value, unit, at_most) => ({ what, value, unit, ...(at_most ? { at_most } : {}) });

/** Makes and serves an area of this many households; gives its address and an enrolment code. */
async function serve(households) {
  const folder = mkdtempSync(join(tmpdir(), 'tungnha-'));
  const made = ['--server', process.env.TUNGNHA_SERVER, '--area', folder, '--households', String(households)];
  const code = execFileSync(process.env.TUNGNHA_BENCH, made).toString().trim();
  // The key that seals account numbers is kept outside the database.
  writeFileSync(join(folder, 'account.key'), randomBytes(32).toString('hex'), { mode: 0o600 });
  const command = ['serve', '--data', folder, '--port', '0', '--phone', process.env.TUNGNHA_PHONE];
  const server = spawn(process.env.TUNGNHA_SERVER, command, { stdio: ['ignore', 'pipe', 'inherit'] });
  const base = await new Promise((found, failed) => {
    server.on('exit', (code) => failed(new Error(`the server stopped with ${code}`)));
    server.stdout.on('data', (bytes) => {
      const address = String(bytes).match(/http:\/\/127\.0\.0\.1:\d+/);
      if (address) found(address[0]);
    });
  });
  server.removeAllListeners('exit');
  const stop = () => {
    server.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  };
  return { base, code, stop };
}

const today = (page) => page.getByText('Nhà kế tiếp trên đường');

/** Waits for the end of the sync, which would otherwise slow down what is measured next. */
const inTouch = (page) => page.getByText('Đã gửi hết').first().waitFor();

/** Milliseconds in the page from the click on a button until a text is painted. */
const fromClick = (page, button, seen) =>
  page.evaluate(
    ([button, seen]) =>
      new Promise((done) => {
        const begun = performance.now();
        const watch = () => {
          const there = document.body.innerText.includes(seen);
          if (there) setTimeout(() => done(performance.now() - begun));
          else requestAnimationFrame(watch);
        };
        [...document.querySelectorAll('button')].find((it) => it.innerText.includes(button)).click();
        requestAnimationFrame(watch);
      }),
    [button, seen],
  );

async function slowedPage(browser, line) {
  const context = await browser.newContext({
    viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true,
    locale: 'vi-VN', timezoneId: 'Asia/Ho_Chi_Minh',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWED });
  if (line) {
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', {
      offline: false, latency: line.latency, downloadThroughput: line.bytes, uploadThroughput: line.bytes,
    });
  }
  return page;
}

/** Enrols and chooses a PIN; gives the milliseconds until the PIN screen, and from the PIN to the first screen. */
async function enrol(page, world) {
  const begun = performance.now();
  await page.goto(`${world.base}/app/#code=${world.code}`);
  const field = page.getByLabel('Mã PIN', { exact: true });
  const goOn = page.getByRole('button', { name: 'Tiếp tục' });
  await field.or(goOn).first().waitFor();
  const started = performance.now() - begun;
  if (await goOn.isVisible()) await goOn.click();
  await field.fill(PIN);
  await page.getByLabel('Gõ lại mã PIN').fill(PIN);
  const synced = await fromClick(page, 'Bắt đầu dùng', 'Nhà kế tiếp');
  await page.evaluate(() => navigator.serviceWorker.ready);
  await inTouch(page);
  return { started, synced };
}

/** Reloads the app, which now comes from the phone itself, and unlocks; gives the milliseconds of both. */
async function unlock(page) {
  const begun = performance.now();
  await page.reload();
  await page.getByLabel('Mã PIN').waitFor();
  const started = performance.now() - begun;
  await page.getByLabel('Mã PIN').fill(PIN);
  const unlocked = await fromClick(page, 'Mở khóa', 'Nhà kế tiếp');
  await today(page).waitFor();
  await inTouch(page);
  return { started, unlocked };
}

/** Milliseconds from the tap on "Xong" until a visit is kept, the median of several. */
async function keepVisit(page, world) {
  const kept = [];
  for (let turn = 0; turn < VISITS; turn += 1) {
    await page.goto(`${world.base}/app/#/today`);
    await today(page).waitFor();
    await page.locator('main ul a.door').nth(turn).click();
    await page.getByRole('link', { name: 'Ghi lần đến nhà' }).click();
    await page.getByText('Vắng nhà', { exact: true }).click();
    kept.push(await fromClick(page, 'Xong', 'Đã ghi.'));
    await page.getByText('Đã ghi.', { exact: true }).waitFor({ state: 'hidden' });
  }
  return median(kept);
}

/** Milliseconds of each keystroke, from its event until the result is painted. */
async function search(page, world) {
  await page.goto(`${world.base}/app/#/search`);
  const field = page.getByRole('searchbox');
  await field.waitFor();
  await page.evaluate(() => {
    window.keystrokes = [];
    document.addEventListener('input', () => {
      const begun = performance.now();
      requestAnimationFrame(() => setTimeout(() => window.keystrokes.push(performance.now() - begun)));
    }, true);
  });
  for (const query of QUERIES) {
    await field.fill('');
    await field.pressSequentially(query, { delay: 150 });
  }
  await page.waitForFunction((least) => window.keystrokes.length >= least, QUERIES.join('').length);
  return page.evaluate(() => window.keystrokes);
}

/** Registers the business of a household; gives the household's id. */
async function businessThere(page, world) {
  await page.goto(`${world.base}/app/#/today`);
  await today(page).waitFor();
  const household = await consented(page, world);
  await registerBusiness(page, world, household);
  return household;
}

/** Milliseconds from the tap on the link to the payment code until the code is drawn, the median of several. */
async function showCode(page, world, household) {
  await recordAccount(page, world, household);
  const shown = [];
  for (let turn = 0; turn < CODES; turn += 1) {
    await page.goto(business(world, household));
    await page.locator('a[href$="/code"]').first().waitFor();
    shown.push(await page.evaluate(() => new Promise((done) => {
      const begun = performance.now();
      const watch = () => {
        if (document.querySelector('.code-on-screen svg')) setTimeout(() => done(performance.now() - begun));
        else requestAnimationFrame(watch);
      };
      document.querySelector('a[href$="/code"]').click();
      requestAnimationFrame(watch);
    })));
  }
  return median(shown);
}

/** Milliseconds from picking a photo until it is cut, shrunk, sealed and shown, the median of several. */
async function shrink(page, world, household) {
  await page.goto(business(world, household, 'products/add'));
  const shown = page.locator('.album li img');
  const took = [];
  for (const [before, colour] of PHOTOS.entries()) {
    const photo = await picture(page, { ...PHOTO, colour });
    await page.evaluate((before) => {
      document.addEventListener('change', () => {
        const begun = performance.now();
        const watch = () => {
          if (document.querySelectorAll('.album li img').length > before) window.shrunk = performance.now() - begun;
          else requestAnimationFrame(watch);
        };
        delete window.shrunk;
        requestAnimationFrame(watch);
      }, { capture: true, once: true });
    }, before);
    await pick(page, { 'anh.jpg': photo });
    await shown.nth(before).waitFor();
    took.push(await page.waitForFunction(() => window.shrunk).then((it) => it.jsonValue()));
  }
  return median(took);
}

function sizes() {
  const list = JSON.parse(readFileSync(join(process.env.TUNGNHA_PHONE, 'precache.json')));
  const kilobytes = (part) => list[part].reduce((sum, file) => sum + file.br, 0) / 1000;
  return [
    figure('phone shell, brotli', kilobytes('shell'), 'kB', 250),
    figure('phone offline pack, brotli', kilobytes('pack'), 'kB', 250),
  ];
}

const browser = await chromium.launch({
  executablePath: process.env.TUNGNHA_CHROMIUM,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
});
const figures = sizes();
for (const { households, unlock: unlockWithin } of AREAS) {
  const world = await serve(households);
  try {
    const page = await slowedPage(browser);
    const first = await enrol(page, world);
    const later = [];
    for (let turn = 0; turn < UNLOCKS; turn += 1) later.push(await unlock(page));
    const keystrokes = (await search(page, world)).toSorted((a, b) => a - b);
    const kept = await keepVisit(page, world);
    const small = households === 1500;
    if (small) {
      const household = await businessThere(page, world);
      figures.push(
        figure(`payment code on screen, processor slowed ${SLOWED}x`, await showCode(page, world, household), 'ms', 100),
        figure(`a photo of 12 million points cut, shrunk and sealed, processor slowed ${SLOWED}x`, await shrink(page, world, household), 'ms'),
      );
    }
    const name = `${households} households, processor slowed ${SLOWED}x`;
    figures.push(
      figure(`${name}: first start to the PIN`, first.started, 'ms'),
      figure(`${name}: PIN chosen to today, first sync`, first.synced, 'ms'),
      figure(`${name}: later start to the lock`, median(later.map((it) => it.started)), 'ms'),
      figure(`${name}: unlock to today`, median(later.map((it) => it.unlocked)), 'ms', unlockWithin),
      figure(`${name}: a visit kept, from the tap`, kept, 'ms'),
      figure(`${name}: search keystroke p50`, median(keystrokes), 'ms'),
      figure(`${name}: search keystroke p95`, keystrokes[Math.floor(keystrokes.length * 0.95)], 'ms', households === 5000 && 50),
    );
  } finally {
    world.stop();
  }
}
const starts = [];
for (let turn = 0; turn < FIRST_STARTS; turn += 1) {
  const world = await serve(WEAK.households);
  const page = await slowedPage(browser, WEAK);
  starts.push(await enrol(page, world).finally(world.stop));
  await page.context().close();
}
const weak = `${WEAK.households} households on ${WEAK.name}, processor slowed ${SLOWED}x`;
figures.push(
  figure(`${weak}: first start to the PIN`, median(starts.map((it) => it.started)), 'ms', WEAK.started),
  figure(`${weak}: PIN chosen to today, first sync`, median(starts.map((it) => it.synced)), 'ms', WEAK.synced),
);
await browser.close();
writeFileSync(process.argv[2], JSON.stringify(figures, null, 2));
