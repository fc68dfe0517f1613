// The office, in a real browser on a phone's width.
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { enrol, isAccessible, signIn } from '../people.mjs';
import { start } from '../world.mjs';

let world;

test.beforeAll(async () => {
  world = await start();
});
test.afterAll(() => world?.stop());

test('every page is clear of serious problems at 360 px', async ({ browser }) => {
  const office = await signIn(browser, world);
  await office.setViewportSize({ width: 360, height: 740 });
  await office.goto(`${world.base}/van-phong/ho?tinh_trang=five`);
  const household = await office.locator('tbody a').first().getAttribute('href');
  await office.goto(`${world.base}/van-phong/to`);
  const codes = await office.getByRole('link', { name: 'In mã mở ứng dụng' }).first().getAttribute('href');
  const rooms = ['bang', 'ho', 'kinh-doanh', 'chuyen-tham', 'to', 'chia', 'may', 'cho', 'thon', 'nhap', 'cai-dat', 'tai-khoan', 'tai-khoan/lop-hai'];
  await office.goto(`${world.base}/van-phong/kinh-doanh?buoc=open`);
  const business = await office.locator('tbody th a').first().getAttribute('href');
  const shop = business.replace('/van-phong/kinh-doanh', '/cho-so/nghi-son');
  const market = ['/cho-so', '/cho-so/nghi-son/danh-muc', shop, business, `${business}/phieu`];
  for (const path of [...rooms.map((it) => `/van-phong/${it}`), household, codes, ...market, '/', '/vao', '/van-phong/khong-co']) {
    const answer = await office.goto(`${world.base}${path}`);
    expect(answer.status(), path).toBe(path.endsWith('khong-co') ? 404 : 200);
    await isAccessible(office);
  }
});

test('the province sees communes, not people', async ({ browser }) => {
  const province = await signIn(browser, world, world.province, 'Toàn tỉnh');
  await expect(province.getByRole('rowheader')).toHaveText([/Nghi Sơn/, 'Cả tỉnh']);
  await province.setViewportSize({ width: 360, height: 740 });
  await isAccessible(province);
});

test('every screen of the phone is clear of serious problems', async ({ browser }) => {
  const { page } = await enrol(browser, world, world.member);
  const link = page.getByRole('link', { name: /còn \d kỹ năng/ }).first();
  const household = (await link.getAttribute('href')).split('#')[1];
  const screens = ['/', '/alleys', '/search', '/lessons', '/sync', '/household/add'];
  const ofHousehold = ['', '/visit', '/consent', '/correct', '/resident'].map((it) => household + it);
  for (const path of [...screens, ...ofHousehold]) {
    await page.goto(`${world.base}/app/#${path}`);
    await expect(page.locator('h1:visible').first()).toBeVisible();
    await isAccessible(page);
  }
});

test('a figure is followed down to its visits and taken along as a file', async ({ browser }) => {
  const office = await signIn(browser, world);
  const figure = office.getByRole('link', { name: /^xem chuyến thăm: / }).first();
  const visits = await figure.innerText();
  expect(Number(visits)).toBeGreaterThan(0);
  await figure.click();
  await expect(office.locator('[data-figure="visits"]')).toHaveText(visits);
  const waiting = office.waitForEvent('download');
  await office.getByRole('link', { name: 'Tải CSV' }).click();
  const lines = readFileSync(await (await waiting).path(), 'utf8').trim().split('\n');
  const told = lines.slice(1).map((line) => Number(line.split(/[;,]/)[3]));
  expect(told.reduce((sum, it) => sum + it, 0)).toBe(Number(visits));
  await office.locator('tbody a').first().click();
  await expect(office.getByRole('heading', { name: 'Đã ghi trong sổ' })).toBeVisible();
});
