// Screenshots of the screens at 360 px and 1280 px, for `docs/screens` and for one's own eyes.
import { expect, test } from '@playwright/test';
import { fileURLToPath } from 'node:url';
import { addProduct, business, consented, openShop, recordAccount, registerBusiness } from '../business.mjs';
import { choosePin, isAccessible, signIn } from '../people.mjs';
import { start } from '../world.mjs';

const FOLDER = fileURLToPath(new URL('../../docs/screens/', import.meta.url));
const PIN = '270419';
let world;

test.beforeAll(async () => {
  world = await start();
});
test.afterAll(() => world?.stop());

test('the office', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, isMobile: false, hasTouch: false });
  const page = await context.newPage();
  await page.goto(`${world.base}/vao`);
  await page.screenshot({ path: `${FOLDER}sign-in-1280.png` });
  await page.getByLabel('Tên đăng nhập').fill(world.officer.login);
  await page.getByLabel('Mật khẩu').fill(world.officer.password);
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  await page.goto(`${world.base}/van-phong/ho?tinh_trang=five`);
  const household = await page.locator('tbody a').first().getAttribute('href');
  const pages = {
    board: '/van-phong/bang', register: '/van-phong/ho', household, teams: '/van-phong/to', sharing: '/van-phong/chia',
    devices: '/van-phong/may', held: '/van-phong/cho', places: '/van-phong/thon', import: '/van-phong/nhap',
    settings: '/van-phong/cai-dat', businesses: '/van-phong/kinh-doanh', market: '/cho-so',
    bulletins: '/van-phong/bai', bulletin: '/van-phong/bai/bai-mau-3', script: '/van-phong/bai/bai-mau-3/loa',
    'bulletin-write': '/van-phong/bai/moi', 'bulletin-public': '/bai/nghi-son/bai-mau-3',
  };
  for (const [name, path] of Object.entries(pages)) {
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: width === 360 ? 740 : 900 });
      await page.goto(`${world.base}${path}`);
      await expect(page.locator('h1:visible').first()).toBeVisible();
      await page.screenshot({ path: `${FOLDER}office-${name}-${width}.png` });
    }
  }
});

test('the province', async ({ browser }) => {
  const page = await signIn(browser, world, world.province, 'Toàn tỉnh');
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: width === 360 ? 740 : 900 });
    await page.screenshot({ path: `${FOLDER}province-${width}.png` });
  }
});

test('the phone', async ({ browser }) => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${world.base}/app/#code=${world.member}`);
  const pin = page.getByLabel('Mã PIN', { exact: true });
  await page.screenshot({ path: `${FOLDER}phone-enrol-360.png` });
  if (!(await pin.isVisible().catch(() => false))) await page.getByRole('button', { name: 'Tiếp tục' }).click();
  await pin.fill(PIN);
  await page.getByLabel('Gõ lại mã PIN').fill(PIN);
  await page.getByRole('button', { name: 'Vào sổ' }).click();
  await expect(page.getByText('Nhà tiếp theo, theo đường đi')).toBeVisible({ timeout: 60_000 });
  const door = page.locator('a[href*="#/household/"]').filter({ hasText: /còn \d kỹ năng/ }).first();
  const any = (await door.count()) > 0 ? door : page.locator('a[href*="#/household/"]').first();
  const household = (await any.getAttribute('href')).split('#')[1];
  const screens = {
    today: '/', alleys: '/alleys', search: '/search', household, visit: `${household}/visit`, consent: `${household}/consent`,
    correct: `${household}/correct`, resident: `${household}/resident`, 'add-household': '/household/add',
    lessons: '/lessons', topic: '/lessons/thanh-toan', card: '/cards/tt-quet-vietqr', sync: '/sync',
    bulletins: '/bulletins', bulletin: `/bulletins/for/${household.split('/').pop()}/bai-mau-3`,
  };
  for (const [name, path] of Object.entries(screens)) {
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: width === 360 ? 740 : 900 });
      await page.goto(`${world.base}/app/#${path}`);
      await expect(page.locator('h1:visible').first()).toBeVisible();
      await page.screenshot({ path: `${FOLDER}phone-${name}-${width}.png` });
    }
  }
});

test('the phone: a household business', async ({ browser }) => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${world.base}/app/#code=${world.leader}`);
  await choosePin(page, PIN);
  await expect(page.getByText('Nhà tiếp theo, theo đường đi')).toBeVisible({ timeout: 60_000 });
  const household = await consented(page, world);
  await registerBusiness(page, world, household);
  await recordAccount(page, world, household);
  await openShop(page, world, household);
  await addProduct(page, world, household);
  await expect(page.locator('.toast')).toBeHidden();
  const screens = {
    business: '', payment: 'payment', account: 'account', code: 'code', print: 'print', sticker: 'sticker', shops: 'shops',
    shop: 'shops/voso', products: 'products', product: 'products/add', sales: 'sales',
  };
  for (const [name, part] of Object.entries(screens)) {
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: width === 360 ? 740 : 900 });
      await page.goto(business(world, household, part));
      await expect(page.locator('h1:visible').first()).toBeVisible();
      await expect(page.getByText('Đang mở…')).toBeHidden();
      await isAccessible(page);
      await page.screenshot({ path: `${FOLDER}phone-${name === 'business' ? name : `business-${name}`}-${width}.png` });
    }
  }
});
