// A household's business without signal: account, payment code, shop, product; then the office and the public see it.
import { expect, test } from '@playwright/test';
import jsQR from 'jsqr';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { PNG } from 'pngjs';
import { start } from '../world.mjs';
import {
  ACCOUNT, addProduct, business, consented, openShop, recordAccount, registerBusiness, tellSales,
} from '../business.mjs';
import { segments } from '../photo.mjs';
import { agree, enrol, holdUpToCamera, isAccessible, isTouchable, saved, sendNow, signIn, unlock } from '../people.mjs';

let world;

test.beforeAll(async () => {
  world = await start();
});
test.afterAll(() => world?.stop());

/** The payload for Agribank and this account in NAPAS's format, without its checksum. */
const PAYLOAD =
  '00020101021138570010A00000072701270006970405011300110123456780208QRIBFTTA53037045802VN6304';

/** CRC-16/CCITT-FALSE, written again here so that the app's own code does not check itself. */
function checksum(text) {
  let sum = 0xffff;
  for (const byte of Buffer.from(text, 'latin1')) {
    sum ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 0x8000 ? ((sum << 1) ^ 0x1021) & 0xffff : (sum << 1) & 0xffff;
  }
  return sum.toString(16).toUpperCase().padStart(4, '0');
}

/** Reads the code in a picture, or in one of its parts, with a decoder that shares no code with the app. */
function decoded(picture, part = 0, parts = 1) {
  const { data, width, height } = PNG.sync.read(picture);
  const rows = Math.floor(height / parts);
  const points = data.subarray(part * rows * width * 4, (part + 1) * rows * width * 4);
  return jsQR(new Uint8ClampedArray(points), width, rows)?.data;
}


/** The payment code is shown and holds the right payload. */
async function showCode(page, household) {
  await page.goto(business(world, household));
  await expect(page.getByText('•••• 5678')).toBeVisible();
  await page.getByRole('link', { name: 'Mở mã QR' }).click();
  await expect(page.locator('svg.qr')).toBeVisible();
  await isAccessible(page);
  const picture = await page.locator('svg.qr').screenshot();
  expect(decoded(picture)).toBe(PAYLOAD + checksum(PAYLOAD));
  // The code stays on white in dark mode, because scanners need it.
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(decoded(await page.screenshot())).toBe(PAYLOAD + checksum(PAYLOAD));
  await page.emulateMedia({ colorScheme: 'light' });
}

/** Prints the sheets for the counter; they say that the account was not checked with a test transfer yet. */
async function printSheets(page, household) {
  await page.goto(business(world, household, 'print'));
  await expect(page.getByText('chưa chuyển thử')).toBeVisible();
  await isAccessible(page);
  for (const [name, millimetres, sides] of [['Thẻ A6', [105, 148], 1], ['Để bàn A5', [148, 210], 2]]) {
    await page.getByText(name).click();
    const file = test.info().outputPath(`${name}.pdf`);
    const pdf = (await page.pdf({ path: file, preferCSSPageSize: true, printBackground: true })).toString('latin1');
    const [, width, height] = pdf.match(/\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/);
    const inMillimetres = [width, height].map((points) => Math.round((Number(points) * 25.4) / 72));
    expect(inMillimetres).toEqual(millimetres);
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    // The sheet as it comes out of the printer.
    const printed = execFileSync('pdftoppm', ['-png', '-r', '150', file], { maxBuffer: 64 * 1024 * 1024 });
    await test.info().attach(name, { body: printed, contentType: 'image/png' });
    for (let side = 0; side < sides; side += 1) expect(decoded(printed, side, sides)).toBe(PAYLOAD + checksum(PAYLOAD));
  }
}

/** Lets the camera see the payment code of this account, drawn by the server's command. */
async function pointCameraAt(page, bin, account) {
  const file = test.info().outputPath(`${account}.svg`);
  execFileSync(process.env.TUNGNHA_SERVER, ['vietqr', 'encode', '--bin', bin, '--account', account, '--svg', file]);
  await holdUpToCamera(page, readFileSync(file, 'utf8'));
}

/** Checks two stickers on the counter: the household's own, and one that someone pasted over it. */
async function checkStickers(page, household) {
  await page.goto(business(world, household));
  await pointCameraAt(page, '970405', ACCOUNT);
  await page.getByRole('link', { name: 'So mã đang dán' }).click();
  await expect(page.getByText('Đúng mã của hộ này.')).toBeVisible();
  await pointCameraAt(page, '970405', '9999012345678');
  await page.getByRole('button', { name: 'Quét lại' }).click();
  await expect(page.getByText('KHÁC TÀI KHOẢN!')).toBeVisible();
  await expect(page.getByText('Agribank •••• 5678, không phải của hộ')).toBeVisible();
  await isAccessible(page);
}

/** What was half entered is there again after a reload and an unlock, and can be discarded. */
async function keepDrafts(page, household) {
  const discard = async () => {
    const letGo = page.getByRole('main').getByRole('button', { name: 'Bỏ, không ghi' });
    await letGo.click();
    await agree(page, 'Bỏ, không ghi');
    await expect(letGo).toBeHidden();
  };
  await page.goto(business(world, household, 'products/add'));
  await page.getByLabel('Giá bán (đồng)').fill('70k');
  await page.goto(business(world, household, 'account'));
  await page.getByText('Tự bấm trên máy').click();
  await page.getByLabel('Tên chủ tài khoản').fill('LE THI');
  await page.reload();
  await unlock(page);
  await expect(page.getByLabel('Tên chủ tài khoản')).toHaveValue('LE THI');
  // A draft does not keep the consent, which must be given again each time.
  await expect(page.getByText('Tự bấm trên máy').locator('..').getByRole('radio')).not.toBeChecked();
  await discard();
  await page.goto(business(world, household, 'products/add'));
  await expect(page.getByLabel('Giá bán (đồng)')).toHaveValue('70k');
  await isAccessible(page);
  await discard();
  await page.goto(business(world, household, 'products/add'));
  await expect(page.getByLabel('Giá bán (đồng)')).toHaveValue('');
}

/** The public photos are square, hold nothing but the picture, and begin with the cover. */
async function photosAreShown(office) {
  const addresses = await office.locator('img[src*="/anh/"]').evaluateAll((all) => all.map((it) => it.src));
  const whole = [...new Set(addresses.map((address) => address.split('?')[0]))];
  expect(whole).toHaveLength(3);
  const sides = [];
  for (const address of whole) {
    const answer = await office.request.get(address);
    expect(answer.headers()['content-type']).toBe('image/jpeg');
    const jpeg = await answer.body();
    const { sides: [width, height], kinds } = segments(jpeg);
    expect(width).toBe(height);
    sides.push(width);
    expect(kinds.filter((kind) => kind === 0xe1 || kind === 0xfe)).toEqual([]);
    expect(jpeg.includes('GPS')).toBe(false);
  }
  expect(sides).toEqual([1200, 1600, 600]);
}

const SCREENS = [
  '', 'payment', 'account', 'code', 'print', 'shops', 'shops/voso', 'products', 'products/add', 'sales',
];

/** The screens are usable with text at twice its size, which people need in bright sun. */
async function readAtTwiceTheSize(page, household) {
  for (const size of ['100%', '200%']) {
    await page.evaluate((text) => (document.documentElement.style.fontSize = text), size);
    for (const part of SCREENS) {
      await page.goto(business(world, household, part));
      await expect(page.locator('main.business')).toBeVisible();
      await isTouchable(page, `${part} at ${size}`);
    }
  }
  await page.evaluate(() => (document.documentElement.style.fontSize = ''));
}

test('a business without signal: account, code, shop, product; then the office and the public see it', async ({ browser }) => {
  const { context, page } = await enrol(browser, world, world.member);
  const household = await consented(page, world);
  // The offline pack arrives after the first sync; from then on a start needs no network either.
  await page.goto(business(world, household));
  await expect(page.getByLabel('Tên cơ sở, cửa hàng')).toBeVisible({ timeout: 60_000 });
  await sendNow(page, world);
  await context.setOffline(true);
  await page.reload();
  await unlock(page);
  await registerBusiness(page, world, household);
  await recordAccount(page, world, household);
  await showCode(page, household);
  await printSheets(page, household);
  await checkStickers(page, household);
  await openShop(page, world, household);
  await addProduct(page, world, household);
  await tellSales(page, world, household);
  await keepDrafts(page, household);
  await readAtTwiceTheSize(page, household);
  await page.goto(`${world.base}/app/#/sync`);
  await expect(page.getByText('Ảnh chưa gửi')).toBeVisible();
  await context.setOffline(false);
  await sendNow(page, world);

  const office = await signIn(browser, world);
  await office.goto(`${world.base}/van-phong/kinh-doanh/${household}`);
  await expect(office.getByText('Nước mắm bà Lan').first()).toBeVisible();
  // The office sees the number masked.
  expect(await office.content()).not.toContain(ACCOUNT);

  // The open shop and its product are public; the account is not.
  await office.goto(`${world.base}/cho-so/nghi-son/${household}`);
  await expect(office.getByText('Nước mắm bà Lan').first()).toBeVisible();
  await expect(office.getByText('Nước mắm cá cơm Nghi Sơn chai 1 lít').first()).toBeVisible();
  expect(await office.content()).not.toContain('5678');
  await photosAreShown(office);

  // The household asks for its number to be deleted, as the consent promised it could.
  await page.bringToFront();
  await page.goto(business(world, household, 'code'));
  await page.getByRole('button', { name: 'Hộ rút lại, xóa số tài khoản' }).click();
  await agree(page, 'Hộ rút lại, xóa số tài khoản');
  await saved(page, 'Đã xóa số tài khoản.', /\/code$/);
  await page.goto(business(world, household));
  await expect(page.getByRole('link', { name: 'Ghi số tài khoản' })).toBeVisible();
  await expect(page.getByText('•••• 5678')).toBeHidden();
});
