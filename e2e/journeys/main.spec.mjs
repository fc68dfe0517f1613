// The main job, end to end: a phone goes from door to door without signal, the board sees it by evening.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { start } from '../world.mjs';

const PIN = '270419';
let world;

test.beforeAll(async () => {
  world = await start();
});
test.afterAll(() => world?.stop());

/** Nothing serious or critical on the page as it stands. */
async function isAccessible(page) {
  const found = await new AxeBuilder({ page }).analyze();
  const bad = found.violations.filter((it) => ['serious', 'critical'].includes(it.impact));
  expect(bad.map((it) => `${it.id}: ${it.nodes.map((node) => node.target).join(', ')}`)).toEqual([]);
}

async function enrol(browser, code) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${world.base}/app/#code=${code}`);
  await isAccessible(page);
  const pin = page.getByLabel('Mã PIN', { exact: true });
  if (!(await pin.isVisible().catch(() => false))) {
    await page.getByRole('button', { name: 'Tiếp tục' }).click();
  }
  await pin.fill(PIN);
  await page.getByLabel('Gõ lại mã PIN').fill(PIN);
  await page.getByRole('button', { name: 'Vào sổ' }).click();
  await expect(page.getByRole('heading', { name: 'Hôm nay' })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('Nhà tiếp theo, theo đường đi')).toBeVisible({ timeout: 60_000 });
  return { context, page };
}

/** The figures of the board as numbers. */
async function board(page) {
  await page.goto(`${world.base}/van-phong/bang`);
  const figure = async (name) => {
    const text = await page.locator(`[data-figure="${name}"]`).innerText();
    return text;
  };
  const share = (text) => Number(text.match(/(\d+)\/\d+/)[1]);
  return { visited: share(await figure('visited')), never: Number(await figure('never')) };
}

async function signIn(browser) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, isMobile: false, hasTouch: false });
  const page = await context.newPage();
  const [, login, password] = world.told.match(/Officer: \S+ {2}name (\S+) {2}password (\S+)/);
  await page.goto(`${world.base}/vao`);
  await page.getByLabel('Tên đăng nhập').fill(login);
  await page.getByLabel('Mật khẩu').fill(password);
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  await expect(page.getByRole('heading', { name: 'Bảng chung' })).toBeVisible();
  return page;
}

test('three doors without signal reach the board and the second phone', async ({ browser }) => {
  const office = await signIn(browser);
  const before = await board(office);
  expect(before.never).toBeGreaterThan(0);

  const { context, page } = await enrol(browser, world.member);
  await isAccessible(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await context.setOffline(true);

  const doors = [];
  for (let door = 0; door < 3; door += 1) {
    await page.goto(`${world.base}/app/#/today`);
    const next = page.locator('a[href*="#/household/"]').filter({ hasText: 'chưa đến lần nào' }).first();
    const address = await next.getAttribute('href');
    doors.push(address.split('/').pop());
    await next.click();
    await page.getByRole('link', { name: 'Ghi chuyến thăm' }).click();
    await expect(page.getByRole('heading', { name: 'Ghi chuyến thăm' })).toBeVisible();
    if (door === 0) await isAccessible(page);
    await page.locator('.chips').first().locator('label').first().click();
    await page.getByRole('button', { name: 'Xong' }).click();
    await expect(page.getByText('Đã ghi chuyến thăm.')).toBeVisible();
  }
  await expect(page.getByText(/3 chưa gửi/).first()).toBeVisible();

  // A cold start without signal: the app, the records and the unsent work are all on the phone.
  await page.reload();
  await page.getByLabel('Mã PIN').fill(PIN);
  await page.getByRole('button', { name: 'Mở sổ' }).click();
  await expect(page.getByText(/3 chưa gửi/).first()).toBeVisible();

  // Meanwhile the office gives the first of these doors to someone else.
  await office.goto(`${world.base}/van-phong/ho/${doors[0]}`);
  await office.getByText('Giao', { exact: true }).first().click();
  await office.getByLabel('Phụ trách').selectOption({ index: 3 });
  await office.getByRole('button', { name: 'Giao' }).click();
  await expect(office.locator('h1')).toBeVisible();

  await context.setOffline(false);
  await page.goto(`${world.base}/app/#/sync`);
  const send = page.getByRole('button', { name: /gửi|đồng bộ/i }).first();
  if (await send.isVisible().catch(() => false)) await send.click();
  await expect(page.getByText('Đã gửi hết').first()).toBeVisible({ timeout: 60_000 });

  const after = await board(office);
  expect(after.visited - before.visited).toBe(3);
  expect(before.never - after.never).toBe(3);

  // The second phone of the team sees the visits.
  const second = await enrol(browser, world.leader);
  await second.page.goto(`${world.base}/app/#/household/${doors[1]}`);
  await expect(second.page.getByText(/gặp \d+ người/).first()).toBeVisible();
});

test('office pages are clear of serious problems at 360 px', async ({ browser }) => {
  const office = await signIn(browser);
  await office.setViewportSize({ width: 360, height: 740 });
  for (const path of ['bang', 'ho', 'to', 'chia', 'may', 'cho', 'thon', 'nhap', 'cai-dat', 'tai-khoan']) {
    const answer = await office.goto(`${world.base}/van-phong/${path}`);
    expect(answer.status(), path).toBe(200);
    await isAccessible(office);
  }
});
