// Days on which something goes wrong: nothing that was recorded may be lost.
import { expect, test } from '@playwright/test';
import { board, choosePin, enrol, freshDoors, isAccessible, isUnsent, recordVisit, sendNow, signIn, unlock } from '../people.mjs';
import { start } from '../world.mjs';

const TRIES = 10;
let world;

test.beforeAll(async () => {
  world = await start();
});
test.afterAll(() => world?.stop());

/** What IndexedDB still holds: name and number of rows of each store that is not empty. */
const rowsKept = (page) =>
  page.evaluate(async () => {
    const settled = (request) =>
      new Promise((done, failed) => {
        request.onsuccess = () => done(request.result);
        request.onerror = () => failed(request.error);
      });
    const kept = [];
    for (const { name } of await indexedDB.databases()) {
      const database = await settled(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const rows = await settled(database.transaction(store).objectStore(store).count());
        if (rows > 0) kept.push(`${store}: ${rows}`);
      }
      database.close();
    }
    return kept;
  });

test('a forgotten PIN loses nothing', async ({ browser }) => {
  const { context, page } = await enrol(browser, world, world.newCode('to-1-2'));
  const [door] = await freshDoors(page, world, 1);
  await context.setOffline(true);
  await recordVisit(page, world, door);
  await page.reload();
  for (let tried = 1; tried < TRIES; tried += 1) {
    await unlock(page, '903517');
    await expect(page.getByText(`Còn thử được ${TRIES - tried} lần.`)).toBeVisible();
  }
  await isAccessible(page);
  await unlock(page, '903517');
  await expect(page.getByText('Sai mã PIN 10 lần')).toBeVisible();
  await page.reload();
  await expect(page.getByText('Sai mã PIN 10 lần')).toBeVisible();

  await context.setOffline(false);
  await page.getByLabel('Mã mở ứng dụng').fill(world.newCode('to-1-2'));
  await choosePin(page, '582036');
  await isUnsent(page, 1);
  await sendNow(page, world);
  await page.reload();
  await unlock(page, '582036');
  await page.goto(`${world.base}/app/#/household/${door}`);
  await expect(page.getByText(/gặp 1 người/).first()).toBeVisible();
});

test('two tabs of one phone do not harm each other', async ({ browser }) => {
  const office = await signIn(browser, world);
  const { context, page } = await enrol(browser, world, world.newCode('to-1-3'));
  const [first, second, third] = await freshDoors(page, world, 3);
  const other = await context.newPage();
  await other.goto(`${world.base}/app/`);
  await unlock(other);
  await expect(other.getByText('Nhà kế tiếp trên đường')).toBeVisible();
  const before = await board(office, world);

  await context.setOffline(true);
  await recordVisit(page, world, first);
  await recordVisit(other, world, second);
  await recordVisit(page, world, third);
  await isUnsent(page, 3);
  await other.goto(`${world.base}/app/#/household/${third}`);
  await expect(other.getByText(/gặp 1 người/).first()).toBeVisible();
  await context.setOffline(false);
  await sendNow(other, world);
  await sendNow(page, world);
  const after = await board(office, world);
  expect(after.taught - before.taught).toBe(3);
});

test('a server that is away, busy or talks nonsense costs nothing', async ({ browser }) => {
  const { page } = await enrol(browser, world, world.newCode('to-1-4'));
  const [door] = await freshDoors(page, world, 1);
  const answers = [
    { status: 500, body: 'no' },
    { status: 503, headers: { 'retry-after': '120' }, body: '' },
    { status: 200, contentType: 'text/html', body: '<html>Xin mời đăng nhập Wi-Fi</html>' },
    { status: 200, contentType: 'application/json', body: '{"receipts":[],"cursor":"x"' },
    { status: 200, contentType: 'application/json', body: '[]' },
  ];
  let asked = 0;
  await page.context().route('**/api/sync', (route) => {
    const answer = answers[asked % answers.length];
    asked += 1;
    return route.fulfill(answer);
  });
  await recordVisit(page, world, door);
  await page.goto(`${world.base}/app/#/sync`);
  for (let round = 0; round < answers.length; round += 1) {
    const sofar = asked;
    await page.getByRole('button', { name: 'Gửi nhận ngay' }).click();
    await expect.poll(() => asked).toBeGreaterThan(sofar);
    await expect(page.getByText('Máy chủ chưa trả lời.').first()).toBeVisible();
  }
  await isAccessible(page);
  await page.context().unroute('**/api/sync');
  await sendNow(page, world);
});

test('a draft outlives a reload and the lock', async ({ browser }) => {
  const { page } = await enrol(browser, world, world.newCode('to-1-5'));
  const [door] = await freshDoors(page, world, 1);
  await page.goto(`${world.base}/app/#/household/${door}`);
  await page.getByRole('link', { name: 'Ghi lần đến nhà' }).click();
  await page.getByText('Vắng nhà', { exact: true }).click();
  await expect(page.getByText('Chưa bấm Xong')).toBeVisible();
  await page.reload();
  await unlock(page);
  await page.goto(`${world.base}/app/#/household/${door}/visit`);
  await expect(page.getByText('Chưa bấm Xong')).toBeVisible();
  await expect(page.getByRole('radio', { name: 'Vắng nhà' })).toBeChecked();
});

test('a revoked phone brings its last work for review and is wiped', async ({ browser }) => {
  const office = await signIn(browser, world);
  const { context, page } = await enrol(browser, world, world.newCode('to-1-6'));
  const [door] = await freshDoors(page, world, 1);
  await context.setOffline(true);
  await recordVisit(page, world, door);
  await page.reload();
  const greeting = await page.getByRole('heading', { name: /^Chào / }).innerText();
  const name = greeting.replace('Chào ', '');
  await unlock(page);
  await isUnsent(page, 1);

  await office.goto(`${world.base}/van-phong/may`);
  const row = office.getByRole('row').filter({ hasText: name });
  await row.getByText('Ngừng dùng').click();
  await row.getByRole('button', { name: 'Thu hồi quyền' }).click();
  await expect(office.getByText('Đã thu hồi quyền.')).toBeVisible();

  await context.setOffline(false);
  // Without any tap, the phone hands over its work at the next contact and wipes itself.
  await expect(page.getByText('Xã đã khóa máy này')).toBeVisible({ timeout: 30_000 });
  // Only a new key is left, which has sealed nothing yet.
  expect(await rowsKept(page)).toEqual(['keys: 1']);

  const before = await board(office, world);
  await office.goto(`${world.base}/van-phong/cho`);
  await expect(office.getByRole('cell', { name, exact: true })).toBeVisible();
  await isAccessible(office);
  await office.getByRole('button', { name: /^Nhận: Lần đến nhà/ }).click();
  await expect(office.getByText('Đã nhận, số liệu đã tính cả việc này.', { exact: true })).toBeVisible();
  const after = await board(office, world);
  expect(after.taught - before.taught).toBe(1);
});

test('a browser that is too old is told so', async ({ browser }) => {
  const context = await browser.newContext();
  await context.addInitScript(() => delete globalThis.WebAssembly);
  const page = await context.newPage();
  await page.goto(`${world.base}/app/`);
  await expect(page.getByRole('heading', { name: 'Trình duyệt này cũ quá' })).toBeVisible();
  await expect(page.getByText(/Chrome/).first()).toBeVisible();
  await isAccessible(page);
});
