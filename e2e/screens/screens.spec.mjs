// Takes screenshots at 360 px and 1280 px, for `docs/screens` and for looking at.
import { expect, test } from '@playwright/test';
import { fileURLToPath } from 'node:url';
import { addProduct, business, consented, openShop, recordAccount, registerBusiness } from '../business.mjs';
import { choosePin, enrol, isAccessible, signIn } from '../people.mjs';
import { start } from '../world.mjs';

const FOLDER = fileURLToPath(new URL('../../docs/screens/', import.meta.url));
const WIDTHS = { 360: 740, 1280: 900 };
let world;

test.beforeAll(async () => {
  world = await start();
});
test.afterAll(() => world?.stop());

/** Takes each page at both widths, once its main heading is visible. */
async function take(page, prefix, pages, settled = async () => {}) {
  for (const [name, address] of Object.entries(pages)) {
    for (const [width, height] of Object.entries(WIDTHS)) {
      await page.setViewportSize({ width: Number(width), height });
      await page.goto(address);
      await expect(page.locator('h1:visible').first()).toBeVisible();
      await settled();
      await page.screenshot({ path: `${FOLDER}${prefix}-${name}-${width}.png` });
    }
  }
}

/** Turns paths into addresses on this server. */
const here = (paths, before = '') =>
  Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, `${world.base}${before}${path}`]));

/** Where the first link on a page that fits the selector leads. */
async function first(page, path, link) {
  await page.goto(`${world.base}${path}`);
  return page.locator(link).first().getAttribute('href');
}

test('the office', async ({ browser }) => {
  const stranger = await (await browser.newContext()).newPage();
  await take(stranger, 'office', here({ 'sign-in': '/vao' }));
  const page = await signIn(browser, world);
  const one = {
    household: await first(page, '/van-phong/ho?tinh_trang=five', 'tbody a'),
    business: await first(page, '/van-phong/kinh-doanh', 'tbody a[href^="/van-phong/kinh-doanh/"]'),
    class: await first(page, '/van-phong/lop', 'main a[href^="/van-phong/lop/"]'),
    directive: await first(page, '/van-phong/viec', 'main a[href^="/van-phong/viec/"]:not([href$="/moi"])'),
    'help-request': await first(page, '/van-phong/nho-giup', 'main a[href^="/van-phong/nho-giup/"]'),
    badges: await first(page, '/van-phong/to', 'main a[href$="/the"]'),
  };
  await take(page, 'office', here({
    board: '/van-phong/bang', register: '/van-phong/ho', teams: '/van-phong/to', sharing: '/van-phong/chia',
    devices: '/van-phong/may', held: '/van-phong/cho', places: '/van-phong/thon', import: '/van-phong/nhap',
    settings: '/van-phong/cai-dat', log: '/van-phong/nhat-ky', visits: '/van-phong/chuyen-tham',
    businesses: '/van-phong/kinh-doanh', bulletins: '/van-phong/bai', bulletin: '/van-phong/bai/bai-mau-3',
    script: '/van-phong/bai/bai-mau-3/loa', 'bulletin-write': '/van-phong/bai/moi', classes: '/van-phong/lop',
    invitation: `${one.class}/giay-moi`, directives: '/van-phong/viec', 'directive-new': '/van-phong/viec/moi',
    help: '/van-phong/nho-giup', questions: '/van-phong/hoi-dap', cards: '/van-phong/the-ho', slips: '/van-phong/phieu-ho',
    account: '/van-phong/tai-khoan', ...one,
  }));
});

test('the public pages', async ({ browser }) => {
  const page = await (await browser.newContext()).newPage();
  await take(page, 'public', here({
    home: '/', learn: '/hoc', topic: '/hoc/thanh-toan', card: '/hoc/thanh-toan/tt-quet-vietqr', leaflet: '/hoc/thanh-toan/to-roi',
    'self-check': '/tu-kiem-tra', bulletins: '/bai', bulletin: '/bai/nghi-son/bai-mau-3', classes: '/lop', help: '/nho-giup',
    questions: '/hoi-dap', badge: '/kiem-tra', visiting: '/lich-tham', market: '/cho-so',
    class: await first(page, '/lop', 'main a[href^="/lop/nghi-son/"]:not([href$=".ics"])'),
    shop: await first(page, '/cho-so', 'main .tiles a[href^="/cho-so/nghi-son/"]'),
    catalogue: '/cho-so/nghi-son/danh-muc',
  }));
});

test('the province', async ({ browser }) => {
  const page = await signIn(browser, world, world.province, 'Toàn tỉnh');
  await take(page, 'province', here({ board: '/van-phong/tinh' }));
});

test('the phone', async ({ browser }) => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${world.base}/app/#code=${world.member}`);
  await expect(page.locator('h1:visible').first()).toBeVisible();
  await page.screenshot({ path: `${FOLDER}phone-enrol-360.png` });
  await choosePin(page);
  await expect(page.getByText('Nhà kế tiếp trên đường')).toBeVisible({ timeout: 60_000 });
  const door = page.locator('a[href*="#/household/"]').filter({ hasText: /còn \d nhóm/ }).first();
  const any = (await door.count()) > 0 ? door : page.locator('a[href*="#/household/"]').first();
  const household = (await any.getAttribute('href')).split('#')[1];
  const id = household.split('/').pop();
  const linked = async (hash, link) => {
    await page.goto(`${world.base}/app/#${hash}`);
    await page.locator(link).first().waitFor();
    return (await page.locator(link).first().getAttribute('href')).split('#')[1];
  };
  const one = {
    class: await linked('/classes', 'main a[href*="#/classes/"]'),
    directive: await linked('/', 'main a[href*="#/directive/"]'),
  };
  await take(page, 'phone', here({
    today: '/', alleys: '/alleys', search: '/search', household, visit: `${household}/visit`, consent: `${household}/consent`,
    correct: `${household}/correct`, resident: `${household}/resident`, 'add-household': '/household/add',
    lessons: '/lessons', topic: '/lessons/thanh-toan', card: '/cards/tt-quet-vietqr', sync: '/sync',
    bulletins: '/bulletins', bulletin: `/bulletins/for/${id}/bai-mau-3`, help: '/help', 'help-ask': `/help/ask/${id}`,
    classes: '/classes', 'class-count': `${one.class}/count`, ...one,
  }, '/app/#'), () => expect(page.getByText('Đang mở…')).toBeHidden());
});

test('the phone: a household business', async ({ browser }) => {
  const { page } = await enrol(browser, world, world.leader);
  const household = await consented(page, world);
  await registerBusiness(page, world, household);
  await recordAccount(page, world, household);
  await openShop(page, world, household);
  await addProduct(page, world, household);
  await expect(page.locator('.toast')).toBeHidden();
  const screens = { business: business(world, household) };
  const parts = {
    payment: 'payment', account: 'account', code: 'code', print: 'print', sticker: 'sticker', shops: 'shops',
    shop: 'shops/voso', products: 'products', product: 'products/add', sales: 'sales',
  };
  for (const [name, part] of Object.entries(parts)) screens[`business-${name}`] = business(world, household, part);
  await take(page, 'phone', screens, async () => {
    await expect(page.getByText('Đang mở…')).toBeHidden();
    await isAccessible(page);
  });
});
