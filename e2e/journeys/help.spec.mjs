// A resident asks for help without an account; then the office, a member without signal, and the resident follow it.
import { expect, test } from '@playwright/test';
import { start } from '../world.mjs';
import { enrol, isAccessible, isTouchable, isUnsent, sendNow, signIn, unlock } from '../people.mjs';

let world;

test.beforeAll(async () => {
  world = await start();
});
test.afterAll(() => world?.stop());

const WORDS = 'Điện thoại báo hết bộ nhớ, không mở được sổ sức khỏe';

/** Fills in the public form as a resident would. */
async function fill(page, words = WORDS) {
  await page.getByLabel('Bà con cần giúp việc gì?').fill(words);
  await page.getByLabel('Việc về').selectOption({ label: 'Nền tảng số Việt Nam' });
  await page.getByLabel('Ở thôn').selectOption({ index: 1 });
  await page.getByLabel('Số điện thoại').fill('0912 345 678');
}

/** Asks for help, from the home page to the reference; gives the address of the reference. */
async function ask(page) {
  await page.goto(world.base);
  await expect(page.getByRole('heading', { name: 'Hôm nay bà con cần học gì trên điện thoại?' })).toBeVisible();
  await isAccessible(page);
  await isTouchable(page, 'home');
  await page.getByRole('link', { name: 'Nhờ tổ đến giúp' }).click();
  await isAccessible(page);
  await isTouchable(page, 'form');
  await fill(page);
  await page.getByRole('button', { name: 'Gửi lời nhờ' }).click();
  await expect(page.getByRole('heading', { name: 'Xã đã nhận lời nhờ' })).toBeVisible();
  await expect(page.getByText('Đã nhận, đang chờ xã giao')).toBeVisible();
  await isAccessible(page);
  return page.url();
}

/** The officer gives the request to the member, by the code of one of her households. */
async function assign(office, code) {
  await office.goto(`${world.base}/van-phong/bang`);
  await expect(office.getByText('Yêu cầu hỗ trợ quá hạn')).toBeVisible();
  await office.getByRole('link', { name: 'Yêu cầu hỗ trợ', exact: true }).click();
  await isAccessible(office);
  // Late requests are listed first.
  await expect(office.locator('tbody tr').first()).toContainText('quá hạn');
  await office.getByRole('link', { name: WORDS }).click();
  await isAccessible(office);
  await expect(office.getByRole('link', { name: '0912345678' })).toBeVisible();
  await office.getByLabel('Là của hộ có mã').fill(code);
  await office.getByRole('button', { name: 'Giao việc' }).click();
  await expect(office.getByText('Đã giao việc.')).toBeVisible();
}

/** Opens one of the member's own households; gives its id and code. */
async function ownDoor(page) {
  await page.goto(`${world.base}/app/#/`);
  const door = page.locator('a[href*="#/household/"]').filter({ hasText: /còn \d nhóm/ }).first();
  const id = (await door.getAttribute('href')).split('/').pop();
  await door.click();
  // The heading is found by its text, because that of the screen before may still be there.
  const title = await page.getByRole('heading', { level: 1, name: /Hộ \S+/ }).innerText();
  return { id, code: title.match(/Hộ (\S+)/)[1] };
}

test('a request for help: from a resident to the office, to a phone without signal, to its closing', async ({ browser }) => {
  const { context, page } = await enrol(browser, world, world.member);
  const household = await ownDoor(page);
  const resident = await (await browser.newContext()).newPage();
  const reference = await ask(resident);

  const office = await signIn(browser, world);
  await assign(office, household.code);
  await resident.goto(reference);
  await expect(resident.getByText('Đã giao cho tổ viên.')).toBeVisible();

  await sendNow(page, world);
  await page.goto(`${world.base}/app/#/help`);
  await expect(page.getByText(WORDS)).toBeVisible();
  await context.setOffline(true);
  await page.reload();
  await unlock(page);
  await page.goto(`${world.base}/app/#/`);
  await page.getByRole('link', { name: /^\d+ lời nhờ/ }).click();
  await isAccessible(page);
  await isTouchable(page, 'requests');
  await page.getByRole('link', { name: WORDS }).click();
  await expect(page.getByRole('link', { name: /0912/ })).toHaveAttribute('href', 'tel:0912345678');
  await isAccessible(page);
  await isTouchable(page, 'request');

  await page.getByRole('link', { name: 'Ghi lần đến nhà' }).click();
  await page.locator('.chips').first().locator('label').first().click();
  await page.getByRole('button', { name: 'Xong' }).click();
  await expect(page.getByText('Đã ghi.', { exact: true })).toBeVisible();
  await page.getByText('đã làm được').click();
  await page.getByLabel('Lời của bà con').fill('Mở được sổ rồi, cảm ơn cháu');
  await page.getByRole('button', { name: 'Xong việc' }).click();
  await expect(page.getByText('Đã ghi là xong.')).toBeVisible();
  await isUnsent(page, 2);

  // The household asks for help with something else, at the door.
  await page.goto(`${world.base}/app/#/household/${household.id}`);
  await page.getByRole('link', { name: 'Ghi lời nhờ giúp' }).click();
  await isAccessible(page);
  await page.getByLabel('Hộ nhờ giúp việc gì?').fill('In lại mã QR bị ướt');
  await page.getByRole('button', { name: 'Lưu' }).click();
  await expect(page.getByText('In lại mã QR bị ướt')).toBeVisible();

  await context.setOffline(false);
  await sendNow(page, world);
  await office.goto(`${world.base}/van-phong/nho-giup`);
  await expect(office.getByText('In lại mã QR bị ướt')).toBeVisible();
  await expect(office.getByText(WORDS)).toHaveCount(0);
  await office.goto(`${world.base}/van-phong/nho-giup?loc=xong`);
  await office.getByRole('link', { name: WORDS }).click();
  await expect(office.getByText('Mở được sổ rồi, cảm ơn cháu')).toBeVisible();
  await resident.goto(reference);
  await expect(resident.getByText('Đã xong.')).toBeVisible();
  await expect(resident.getByText('Mở được sổ rồi')).toHaveCount(0);
});

test('a badge at the door: right, wrong, and nothing sent by machines', async ({ browser }) => {
  const office = await signIn(browser, world);
  await office.goto(`${world.base}/van-phong/to`);
  await office.getByRole('link', { name: 'Thẻ tổ viên' }).first().click();
  await isAccessible(office);
  const badge = office.locator('.badge').first();
  const [name, code] = [await badge.locator('h2').innerText(), await badge.locator('.code').innerText()];
  await office.goto(`${world.base}/van-phong/the-ho`);
  await isAccessible(office);
  await office.goto(`${world.base}/van-phong/hoi-dap`);
  await isAccessible(office);

  const resident = await (await browser.newContext()).newPage();
  await resident.goto(`${world.base}/kiem-tra`);
  await isAccessible(resident);
  await isTouchable(resident, 'badge');
  const check = async (typed) => {
    await resident.getByLabel('Mã trên thẻ').fill(typed);
    await resident.getByRole('button', { name: 'Kiểm tra' }).click();
  };
  await check(code.toLowerCase());
  await expect(resident.getByText('Đúng là tổ viên')).toBeVisible();
  await expect(resident.getByText(name)).toBeVisible();
  await isAccessible(resident);
  await check('zzzz-9999');
  await expect(resident.getByText('Không phải tổ viên')).toBeVisible();
  await isAccessible(resident);
  for (const path of ['/lich-tham', '/hoi-dap']) {
    await resident.goto(`${world.base}${path}`);
    await isAccessible(resident);
    await isTouchable(resident, path);
    await resident.emulateMedia({ colorScheme: 'dark' });
    await isAccessible(resident);
    await resident.emulateMedia({ colorScheme: 'light' });
  }

  await resident.goto(`${world.base}/nho-giup`);
  await fill(resident, 'Mua ngay kẻo hết');
  await resident.locator('#website').evaluate((field) => (field.value = 'https://x.example'));
  await resident.getByRole('button', { name: 'Gửi lời nhờ' }).click();
  await expect(resident.getByText('giống do máy gửi')).toBeVisible();
  await isAccessible(resident);
  let status = 0;
  for (let sent = 0; sent < 30 && status !== 429; sent += 1) {
    const headers = { 'sec-fetch-site': 'same-origin' };
    const answer = await resident.request.post(`${world.base}/nho-giup/nghi-son`, { form: { words: '' }, headers });
    status = answer.status();
  }
  expect(status).toBe(429);
});
