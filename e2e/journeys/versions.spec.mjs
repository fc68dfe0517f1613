// A phone and a server of two versions: whichever is the newer one, nothing stops and nothing is lost.
import { expect, test } from '@playwright/test';
import { board, enrol, freshDoors, isAccessible, isTouchable, isUnsent, recordVisit, sendNow, signIn, unlock } from '../people.mjs';
import { start } from '../world.mjs';

const WORD = 0xffffffffffffffffn;
const RECORD = /("key":"household:(\w+)","seq":\d+,"body":\{)/;
const SENSOR = '{"key":"sensor:s1","seq":1,"body":{"degrees":31.5,"of":[1e-3]}}';
let world;

test.beforeAll(async () => {
  world = await start();
});
test.afterAll(() => world?.stop());

/** What one record adds to a digest, as server and phone count it. */
function counted(text) {
  let fnv = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(text)) fnv = ((fnv ^ BigInt(byte)) * 0x100000001b3n) & WORD;
  const mixed = ((fnv ^ (fnv >> 32n)) * 0x9e3779b97f4a7c15n) & WORD;
  return mixed ^ (mixed >> 29n);
}

/** The server, as if it were a version newer: one household in words, one record of a kind, that this app does not know. */
function newerServer() {
  const later = { household: null, saysUnknown: false };
  const inLaterWords = (text) => {
    later.household ??= text.match(RECORD)?.[2] ?? null;
    const record = new RegExp(RECORD.source.replace('(\\w+)', later.household ?? '-'));
    const answer = text
      .replace(record, '$1"status":{"at-sea":1.5},')
      .replace(/"digest":\{"count":(\d+),"sum":(\d+)\}/, (_, count, sum) => {
        const all = (BigInt(sum) + counted('sensor:s1@1')) & WORD;
        return `"digest":{"count":${BigInt(count) + 1n},"sum":${all},"by":"fnv"}`;
      })
      .replace('"safe_seq":', '"weather":{"rain":[0.5]},"safe_seq":');
    const told = answer.includes('"records":[')
      ? answer.replace('"records":[', `"records":[${SENSOR},`)
      : answer.replace('"cursor":', `"records":[${SENSOR}],"cursor":`);
    return later.saysUnknown ? told.replaceAll('"outcome":"kept"', '"outcome":"passed-on","to":{"whom":0.5}') : told;
  };
  later.answer = async (route) => {
    const response = await route.fetch();
    const { 'content-encoding': _packed, 'content-length': _length, ...headers } = response.headers();
    await route.fulfill({ status: response.status(), headers, body: inLaterWords(await response.text()) });
  };
  return later;
}

test('a newer server stops no phone, and what it says is kept and named', async ({ browser }) => {
  const later = newerServer();
  const office = await signIn(browser, world);
  const before = await board(office, world);
  const behindIt = {
    newContext: async () => {
      const context = await browser.newContext();
      await context.route('**/api/sync', later.answer);
      return context;
    },
  };
  const { context, page } = await enrol(behindIt, world, world.newCode('to-1-2'));
  const inBook = page.getByText('Có 2 mục trên máy cần bản mới của ứng dụng');
  await expect(inBook).toBeVisible();
  await isAccessible(page);
  await isTouchable(page, 'Hôm nay');
  await page.locator(`main a[href="#/household/${later.household}"]`).click();
  await expect(page.getByRole('heading', { name: /^Hộ .+ · / })).toBeVisible();
  await expect(page.getByText('Cần bản mới của ứng dụng để xem và ghi ở đây.')).toBeVisible();
  await isAccessible(page);

  // The other doors go on; what became of a visit in unknown words leaves it here, in sight.
  const doors = await freshDoors(page, world, 3);
  const door = doors.find((it) => it !== later.household);
  later.saysUnknown = true;
  await recordVisit(page, world, door);
  await page.goto(`${world.base}/app/#/sync`);
  await isUnsent(page, 1);
  await page.getByText('Xem việc chưa gửi').click();
  await expect(page.getByText('chưa hiểu (mã passed-on)')).toBeVisible();
  await expect(inBook).toBeVisible();
  await isAccessible(page);
  later.saysUnknown = false;
  await sendNow(page, world);

  // Kept over a restart without a network, and never taken for a difference.
  await context.setOffline(true);
  await page.reload();
  await unlock(page);
  await page.goto(`${world.base}/app/#/`);
  await expect(inBook).toBeVisible();
  await context.setOffline(false);
  await sendNow(page, world);
  const after = await board(office, world);
  expect(after.taught - before.taught).toBe(1);
});

test('a server that needs a later app says so, and the work stays', async ({ browser }) => {
  const { context, page } = await enrol(browser, world, world.newCode('to-1-3'));
  const [door] = await freshDoors(page, world, 1);
  const told = (status, problem) => (route) =>
    route.fulfill({ status, contentType: 'application/json', body: JSON.stringify(problem) });
  await context.route('**/api/sync', told(426, { code: 'app-too-old', sentence: 'Ứng dụng này cũ quá.' }));
  await recordVisit(page, world, door);
  await page.goto(`${world.base}/app/#/sync`);
  await expect(page.getByText('Máy chủ cần bản mới của ứng dụng.')).toBeVisible();
  await isUnsent(page, 1);
  await isAccessible(page);
  await isTouchable(page, 'Gửi nhận');

  await context.unroute('**/api/sync');
  const moon = { code: 'moon-in-the-way', sentence: 'Trăng che mất máy chủ.', wait_s: 1.5 };
  await context.route('**/api/sync', told(418, moon));
  await page.getByRole('button', { name: 'Lấy bản mới' }).click();
  await expect(page.getByText('Trăng che mất máy chủ. (mã moon-in-the-way)')).toBeVisible();
  await context.unroute('**/api/sync');
  await sendNow(page, world);
});

test('an app that is newer than its server goes on and waits for it', async ({ browser }) => {
  const { context, page } = await enrol(browser, world, world.newCode('to-1-4'));
  const [door] = await freshDoors(page, world, 1);
  // The server itself answers what a later app would ask, of which it can read the protocol only.
  await context.route('**/api/sync', (route) => {
    const asked = JSON.parse(route.request().postData());
    return route.continue({ postData: JSON.stringify({ ...asked, protocol: 2, cursor: { of: [1.5] } }) });
  });
  await recordVisit(page, world, door);
  await page.goto(`${world.base}/app/#/sync`);
  await expect(page.getByText('Máy chủ cũ hơn ứng dụng trên máy này.')).toBeVisible();
  await isUnsent(page, 1);
  await isAccessible(page);
  await page.goto(`${world.base}/app/#/household/${door}`);
  await expect(page.getByText(/gặp 1 người/).first()).toBeVisible();
  await context.unroute('**/api/sync');
  await sendNow(page, world);
});
