// The office in a real browser, at the width of a phone.
import { createHmac } from 'node:crypto';
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
  const rooms = ['bang', 'ho', 'kinh-doanh', 'chuyen-tham', 'to', 'chia', 'may', 'cho', 'thon', 'nhap', 'cai-dat', 'nhat-ky', 'tai-khoan', 'tai-khoan/lop-hai'];
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

/** The code an authenticator app shows (RFC 6238): six digits for a time step of 30 seconds. */
function codeOf(secret, step) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((it) => letters.indexOf(it).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((it) => parseInt(it, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac('sha1', key).update(counter).digest();
  const number = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

test('an officer sets a second factor up and signs in with it', async ({ browser }) => {
  const office = await signIn(browser, world);
  await office.setViewportSize({ width: 360, height: 740 });
  await office.goto(`${world.base}/van-phong/tai-khoan`);
  await expect(office.getByRole('rowheader', { name: /^Chrome, \w+ máy này$/ })).toHaveCount(1);
  await office.goto(`${world.base}/van-phong/tai-khoan/lop-hai`);
  await office.getByLabel('Mật khẩu hiện nay').fill(world.officer.password);
  await office.getByRole('button', { name: 'Bật xác thực hai lớp' }).click();
  await isAccessible(office);
  const secret = await office.locator('.secret').innerText();
  const step = Math.floor(Date.now() / 30_000);
  await office.getByLabel('Mã 6 số mà ứng dụng vừa hiện').fill(codeOf(secret, step));
  await office.getByRole('button', { name: 'Xác nhận' }).click();
  await expect(office.locator('.codes li')).toHaveCount(10);
  const [recovery] = await office.locator('.codes li').allInnerTexts();
  await isAccessible(office);

  const again = await (await browser.newContext()).newPage();
  await again.setViewportSize({ width: 360, height: 740 });
  await again.goto(`${world.base}/vao`);
  await again.locator('#name').fill(world.officer.login);
  await again.locator('#password').fill(world.officer.password);
  await again.getByRole('button').first().click();
  const code = again.getByLabel('Mã 6 số trong ứng dụng xác thực');
  await expect(code).toBeVisible();
  await isAccessible(again);
  await code.fill(codeOf(secret, step + 1));
  await code.press('Enter');
  await expect(again).toHaveURL(/van-phong\/bang/);

  await again.goto(`${world.base}/van-phong/tai-khoan/lop-hai`);
  await isAccessible(again);
  await again.getByLabel('Mật khẩu hiện nay').fill(world.officer.password);
  await again.getByLabel('Mã 6 số đang hiện trong ứng dụng xác thực, hoặc một mã dự phòng').fill(recovery);
  await again.getByRole('button', { name: 'Tắt xác thực hai lớp' }).click();
  await expect(again.getByRole('button', { name: 'Bật xác thực hai lớp' })).toBeVisible();
});

test('the province sees communes, not people', async ({ browser }) => {
  const province = await signIn(browser, world, world.province, 'Toàn tỉnh');
  await expect(province.getByRole('rowheader')).toHaveText([/Nghi Sơn/, 'Cả tỉnh']);
  await province.setViewportSize({ width: 360, height: 740 });
  await isAccessible(province);
});

test('every screen of the phone is clear of serious problems', async ({ browser }) => {
  const { page } = await enrol(browser, world, world.member);
  const link = page.getByRole('link', { name: /còn \d nhóm/ }).first();
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
  // Of the month before: on the first of a month nobody has been visited yet.
  const today = new Date(Date.now() + 7 * 3_600_000);
  const before = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), 0));
  await office.goto(`${world.base}/van-phong/bang?thang=${before.toISOString().slice(0, 7)}`);
  const figure = office.getByRole('link', { name: /^xem lượt đến nhà: / }).first();
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
