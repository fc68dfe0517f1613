// From house to house: the next door comes by itself, and "back" leads to the list as it was left.
import { expect, test } from '@playwright/test';
import { enrol, freshDoors, isAccessible, isTouchable, isUnsent } from '../people.mjs';
import { isInPlace, touch } from '../touch.mjs';
import { start } from '../world.mjs';

let world;

test.beforeAll(async () => {
  world = await start();
});
test.afterAll(() => world?.stop());

const main = (page) => page.locator('.page > main');
const scrolled = (page) => main(page).evaluate((it) => it.scrollTop);
const back = (page) => touch(page, page.getByRole('button', { name: 'Quay lại' }));
const idOf = (page) => page.url().match(/household\/([^/]+)/)[1];

/** Records at the open door that nobody was at home. */
async function nobodyThere(page) {
  await touch(page, page.getByRole('link', { name: 'Ghi lần đến nhà' }));
  await touch(page, page.getByText('Vắng nhà', { exact: true }));
  await touch(page, page.getByRole('button', { name: 'Xong', exact: true }));
  await expect(page.getByText('Đã ghi.', { exact: true })).toBeVisible();
}

test('the doors come first, no house twice, two of them in sight on the smallest phone', async ({ browser }) => {
  const { page } = await enrol(browser, world, world.member);
  await page.setViewportSize({ width: 320, height: 568 });
  const doors = main(page).locator('a.door[href*="#/household/"]').filter({ has: page.locator('.tile') });
  const tops = await doors.evaluateAll((all) => all.map((it) => it.getBoundingClientRect().bottom));
  const foot = await page.locator('.page > nav').evaluate((it) => it.getBoundingClientRect().top);
  expect(tops.filter((bottom) => bottom <= foot).length).toBeGreaterThanOrEqual(2);
  const houses = await doors.evaluateAll((all) => all.map((it) => it.getAttribute('href')));
  expect(new Set(houses).size).toBe(houses.length);
  await isInPlace(page, 'Hôm nay');
  await isTouchable(page, 'Hôm nay');
  await page.screenshot({ path: test.info().outputPath('today-320.png') });
  // The month's figures are one line that opens.
  await touch(page, page.getByText(/^Tháng \d+: đã gặp/));
  await expect(page.getByText(/đã gặp trong tháng/)).toBeVisible();
  await isAccessible(page);
});

test('after Xong comes the next house, and back leads to where the round began', async ({ browser }) => {
  const { context, page } = await enrol(browser, world, world.newCode('to-1-2'));
  await context.setOffline(true);
  const begin = page.locator('a.door').filter({ has: page.locator('.tile') }).last();
  await begin.scrollIntoViewIfNeeded();
  const left = await scrolled(page);
  await touch(page, begin);
  const seen = [];
  for (let door = 1; door <= 3; door += 1) {
    seen.push(idOf(page));
    await nobodyThere(page);
    await isUnsent(page, door);
    await expect(page.getByText(/^Đã ghi hôm nay .*: Vắng nhà/)).toBeVisible();
    await isInPlace(page, 'a door that was visited');
    if (door === 1) await isAccessible(page);
    const next = page.getByRole('button', { name: /^Nhà kế tiếp: / });
    await touch(page, next);
    await expect(page.getByRole('link', { name: 'Ghi lần đến nhà' })).toBeVisible();
  }
  seen.push(idOf(page));
  expect(new Set(seen).size).toBe(4);
  await back(page);
  await expect(page.getByRole('heading', { name: 'Hôm nay' })).toBeVisible();
  expect(left).toBeGreaterThan(0);
  await expect.poll(() => scrolled(page)).toBeGreaterThan(0);
});

test('back finds the search words, the place and the choices as they were', async ({ browser }) => {
  const { page } = await enrol(browser, world, world.newCode('to-1-3'));
  const [door] = await freshDoors(page, world, 1);
  await page.goto(`${world.base}/app/#/household/${door}`);
  const title = await page.getByRole('heading', { level: 1, name: /Hộ \S+/ }).innerText();
  const code = title.match(/Hộ (\S+)/)[1];
  await page.goto(`${world.base}/app/#/search`);
  await page.getByRole('searchbox').fill(code);
  await touch(page, main(page).locator('a.door').first());
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  await back(page);
  await expect(page.getByRole('searchbox')).toHaveValue(code);
  await expect(main(page).locator('a.door').first()).toBeVisible();
  // Searching anew begins with nothing, and the name that was not found is taken along.
  await page.goto(`${world.base}/app/#/`);
  await touch(page, page.getByRole('link', { name: 'Tìm hộ' }));
  await expect(page.getByRole('searchbox')).toHaveValue('');
  await page.getByRole('searchbox').fill('Quàng Văn Thín');
  await touch(page, page.getByRole('link', { name: 'Thêm hộ' }));
  await expect(page.getByLabel('Chủ hộ')).toHaveValue('Quàng Văn Thín');

  await page.goto(`${world.base}/app/#/alleys`);
  await touch(page, page.locator('main label').filter({ hasText: 'Cả tổ' }));
  const last = main(page).locator('a.tile, details summary').last();
  await last.scrollIntoViewIfNeeded();
  if (await main(page).locator('details summary').count()) await last.click();
  const tile = main(page).locator('a.tile').last();
  await tile.scrollIntoViewIfNeeded();
  const left = await scrolled(page);
  expect(left).toBeGreaterThan(0);
  await touch(page, tile);
  await expect(page.getByRole('heading', { level: 1, name: /Hộ \S+/ })).toBeVisible();
  await back(page);
  await expect(page.getByRole('radio', { name: 'Cả tổ' })).toBeChecked();
  await expect.poll(() => scrolled(page)).toBe(left);
});

test('a new household has its head as a resident from the first moment, and a child is counted', async ({ browser }) => {
  const { context, page } = await enrol(browser, world, world.newCode('to-1-4'));
  await context.setOffline(true);
  await page.goto(`${world.base}/app/#/household/add`);
  await page.getByLabel('Chủ hộ').fill('Quàng Văn Thín');
  await touch(page, page.getByText('Xin phép ghi tên người trong nhà'));
  await isAccessible(page);
  await touch(page, page.getByText('Tự bấm trên máy'));
  await touch(page, page.getByRole('button', { name: 'Lưu' }));
  await expect(page.getByText('Đã thêm hộ.')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: /Hộ [0-9a-z]{7}[a-z] · Quàng Văn Thín/ })).toBeVisible();
  await isUnsent(page, 3);
  const household = idOf(page);
  await page.goto(`${world.base}/app/#/household/${household}/visit`);
  await touch(page, page.locator('.chips label').filter({ hasText: 'Thín' }));
  await page.goto(`${world.base}/app/#/household/${household}/resident`);
  await page.getByLabel('Họ và tên').fill('Quàng Văn Tí');
  await page.getByLabel('Năm sinh').fill(String(new Date().getFullYear()));
  await isAccessible(page);
  await touch(page, page.getByRole('button', { name: 'Ghi thêm một trẻ: Dưới 6 tuổi' }));
  await expect(page.getByText('Đã ghi thêm một trẻ.')).toBeVisible();
  await page.goto(`${world.base}/app/#/household/${household}`);
  await expect(page.getByText('1 trẻ em, chỉ ghi số lượng')).toBeVisible();
  // A visit that was begun says so at its door.
  await expect(page.getByRole('link', { name: 'Ghi tiếp, chưa bấm Xong' })).toBeVisible();
});
