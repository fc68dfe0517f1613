// The office, in a real browser on a phone's width.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { start } from '../world.mjs';

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

test('office pages are clear of serious problems at 360 px', async ({ browser }) => {
  const office = await signIn(browser);
  await office.setViewportSize({ width: 360, height: 740 });
  for (const path of ['bang', 'ho', 'to', 'chia', 'may', 'cho', 'thon', 'nhap', 'cai-dat', 'tai-khoan']) {
    const answer = await office.goto(`${world.base}/van-phong/${path}`);
    expect(answer.status(), path).toBe(200);
    await isAccessible(office);
  }
});
