// What a member does for a household's business; used by journeys and screenshots.
import { expect } from '@playwright/test';
import { isAccessible, saved } from './people.mjs';
import { pick, pickWrongFiles, picture } from './photo.mjs';

export const ACCOUNT = '0011012345678';

/** Makes the first household on the page consent to the register; gives its id. */
export async function consented(page, world) {
  const door = page.locator('a[href*="#/household/"]').first();
  const household = (await door.getAttribute('href')).split('/').pop();
  await consents(page, world, household);
  return household;
}

/** Records the household's consent, unless it was given before. */
export async function consents(page, world, household) {
  await page.goto(`${world.base}/app/#/household/${household}/consent`);
  const agree = page.getByRole('button', { name: 'Hộ đồng ý' });
  const given = page.getByText(/Hộ đã đồng ý ngày/);
  await expect(agree.or(given).first()).toBeVisible();
  if (await agree.isVisible()) {
    await page.getByText('Tự bấm trên máy').click();
    await agree.click();
    await saved(page, 'Đã ghi là hộ đồng ý.', /\/consent$/);
  }
}

/** The address of the app's page about a household's business, or of a part of it. */
export const business = (world, household, part = '') =>
  `${world.base}/app/#/household/${household}/business${part && `/${part}`}`;

export async function registerBusiness(page, world, household) {
  await page.goto(business(world, household));
  await page.getByLabel('Tên cơ sở, cửa hàng').fill('Nước mắm bà Lan');
  await page.getByLabel('Ngành nghề').fill('nước mắm, mắm tôm');
  await isAccessible(page);
  await page.getByRole('button', { name: 'Ghi hộ kinh doanh' }).click();
  await expect(page.getByText('Đã ghi hộ kinh doanh.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Nước mắm bà Lan' })).toBeVisible();
  await isAccessible(page);
}

export async function recordAccount(page, world, household) {
  await page.goto(business(world, household, 'account'));
  const save = page.getByRole('button', { name: 'Lưu' });
  await save.click();
  await expect(page.getByText('Chọn bà con đồng ý bằng cách nào.')).toBeVisible();
  await page.getByText('Tự bấm trên máy').click();
  await page.getByLabel('Tìm ngân hàng').fill('nong nghiep');
  await page.getByRole('button', { name: 'Agribank' }).click();
  await page.getByLabel(/^Số tài khoản\s*Nhìn/).fill('0011 0123 45678');
  await expect(page.getByText('Đọc lại: 0011 0123 4567 8')).toBeVisible();
  const again = page.getByLabel('Gõ lại số tài khoản');
  await again.fill('0011012345679');
  await expect(page.getByText('Hai lần gõ khác nhau ở nhóm thứ 4.')).toBeVisible();
  await again.fill(ACCOUNT);
  await expect(page.getByText('Hai lần gõ giống nhau')).toBeVisible();
  await page.getByLabel('Tên chủ tài khoản').fill('LE THI LAN');
  await isAccessible(page);
  await save.click();
  await saved(page, 'Đã ghi số tài khoản.', /\/account$/);
}

export async function addProduct(page, world, household) {
  await page.goto(business(world, household, 'products/add'));
  await page.getByText('Ghép tên dễ tìm').click();
  await page.getByLabel('Loại (nước mắm)').fill('nước mắm');
  await page.getByLabel('Tên riêng, nơi làm').fill('cá cơm Nghi Sơn');
  await page.getByLabel('Quy cách').fill('chai 1 lít');
  await page.getByRole('button', { name: 'Lấy tên này' }).click();
  await page.getByLabel('Ngành hàng').fill('Thực phẩm');
  await page.getByLabel('Giá bán (đồng)').fill('65k');
  await expect(page.getByText('65.000 đồng')).toBeVisible();
  await page.getByLabel('Đơn vị tính').fill('chai');
  await page.getByLabel('Khối lượng tịnh').fill('1 lít');
  await page.getByLabel('Khối lượng gói hàng').fill('1.400');
  await page.getByLabel('Tồn kho').fill('120');
  await page.getByLabel('Mô tả').fill('Nước mắm ngon.');
  await expect(page.getByText('thiếu 86 chữ cái')).toBeVisible();
  await isAccessible(page);
  // An unfinished product can be saved; the list says what it still lacks.
  await page.getByRole('button', { name: 'Lưu' }).click();
  await saved(page, 'Đã lưu sản phẩm.', /\/products\/add$/);
  await page.goto(business(world, household, 'products'));
  const line = page.getByRole('link', { name: 'Nước mắm cá cơm Nghi Sơn chai 1 lít' });
  await expect(line).toContainText('65.000đ/chai');
  await expect(line).toContainText('thiếu xuất xứ, mô tả, 3 ảnh');
  await line.click();
  await page.getByText('Voso (Vỏ Sò)').click();
  await page.getByLabel('Xuất xứ').fill('Nghi Sơn, Thanh Hóa');
  await page.getByLabel('Mô tả').fill('Nước mắm ủ chượp mười hai tháng từ cá cơm và muối biển Nghi Sơn. '.repeat(2));
  await takePhotos(page);
  await page.getByRole('button', { name: 'Lưu' }).click();
  await expect(line).not.toContainText('thiếu');
}

/** Adds three photos to the open product and tries files that are no photos; the red photo becomes the cover. */
async function takePhotos(page) {
  const shown = page.locator('.album li img');
  await pick(page, {
    'xanh.jpg': await picture(page, { width: 2400, height: 1800, colour: '#06c' }),
    'do.jpg': await picture(page, { width: 1200, height: 1700, colour: '#c00', grain: false }),
  });
  await expect(shown).toHaveCount(2);
  await pickWrongFiles(page);
  await pick(page, { 'luc.jpg': await picture(page, { width: 900, height: 600, colour: '#090' }) });
  await expect(shown).toHaveCount(3);
  await page.getByRole('button', { name: 'Đưa Ảnh 2 (nhãn) lên trước' }).click();
  await isAccessible(page);
}

/** Takes a shop from the first stage to the open one, and records earlier sales and a paper on the way. */
export async function openShop(page, world, household) {
  await page.goto(business(world, household, 'shops'));
  await page.getByLabel(/Trước khi bán trên mạng/).fill('3 triệu');
  await expect(page.getByText('3.000.000 đồng')).toBeVisible();
  await page.getByRole('button', { name: 'Lưu' }).click();
  await expect(page.getByText('Đã ghi mức bán trước đây.')).toBeVisible();
  await page.getByText('Căn cước, đủ hai mặt').click();
  await expect(page.getByText('Đã ghi giấy tờ.')).toBeVisible();
  await page.goto(business(world, household, 'shops/voso'));
  for (const stage of ['Đang tìm hiểu', 'Đủ giấy tờ', 'Đã nộp', 'Chờ sàn duyệt']) {
    await page.getByRole('button', { name: stage, exact: true }).first().click();
    await expect(page.getByText(`Đã ghi: ${stage}.`)).toBeVisible();
  }
  // A shop cannot be marked as open without its address, and the app says so.
  const open = page.getByRole('button', { name: 'Đang mở', exact: true }).first();
  await open.click();
  await expect(page.getByText('Gian hàng đang mở thì phải có đường dẫn.')).toBeVisible();
  await page.getByLabel('Đường dẫn gian hàng').fill('https://voso.vn/nuoc-mam-ba-lan');
  await open.click();
  await expect(page.getByText('Đã ghi: Đang mở.')).toBeVisible();
  await isAccessible(page);
}

export async function tellSales(page, world, household) {
  await page.goto(business(world, household, 'sales'));
  await page.getByLabel('Số đơn trên mạng').fill('12');
  await page.getByLabel('Bán trên mạng được bao nhiêu').fill('1,2 triệu');
  await page.getByLabel('Tổng bán được bao nhiêu').fill('1 triệu');
  const save = page.getByRole('button', { name: 'Lưu' });
  await save.click();
  await expect(page.getByText('Tổng không thể ít hơn bán trên mạng.')).toBeVisible();
  await page.getByLabel('Tổng bán được bao nhiêu').fill('4tr5');
  await isAccessible(page);
  await save.click();
  await saved(page, /Đã ghi bán hàng tháng/, /\/sales$/);
  await page.goto(business(world, household, 'sales'));
  await expect(page.getByText('12 đơn · trên mạng 1.200.000đ')).toBeVisible();
}
