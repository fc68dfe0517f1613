// A class: planned at the office, filled by the public, attended and photographed without signal, then counted.
import { expect, test } from '@playwright/test';
import { consented } from '../business.mjs';
import { enrol, holdUpToCamera, isAccessible, isTouchable, saved, sendNow, signIn } from '../people.mjs';
import { pick, picture, segments } from '../photo.mjs';
import { start } from '../world.mjs';

let world;

test.beforeAll(async () => {
  world = await start();
});
test.afterAll(() => world?.stop());

const TITLE = 'Bán hàng trên mạng, buổi đầu';
/** Today's date in Vietnam, whatever the time zone of the machine. */
const today = () => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Ho_Chi_Minh' }).format(new Date());

async function plan(office, { title = TITLE, place = 'Nhà văn hóa', teacher = 0 } = {}) {
  await office.goto(`${world.base}/van-phong/lop`);
  const form = office.locator('form[action="/van-phong/lop"][method="post"]');
  await form.getByLabel('Chủ đề').selectOption('thuong-mai-dien-tu');
  await form.getByLabel('Tên lớp').fill(title);
  await form.getByLabel('Địa điểm').fill(place);
  // The teacher and the team of this village may record how the class went.
  await form.locator('select[name="village"]').selectOption({ label: 'Thôn Đông' });
  await form.getByLabel('Ngày').fill(today());
  await form.getByLabel('Từ giờ').fill('19:00');
  await form.getByLabel('Đến giờ').fill('21:00');
  await form.getByLabel('Số chỗ').fill('3');
  await form.getByLabel('Người dạy').selectOption({ index: teacher });
  await form.getByRole('button', { name: 'Lập lớp' }).click();
}

/** Plans the class; gives its id and leaves the office on its page. */
async function planned(office) {
  await plan(office);
  await expect(office.getByRole('heading', { name: TITLE })).toBeVisible();
  await isAccessible(office);
  const id = new URL(office.url()).pathname.split('/').pop();
  await plan(office, { title: 'Lớp thứ hai', place: 'Trường học' });
  await expect(office.getByRole('alert')).toContainText('Người dạy đã có lớp khác');
  await plan(office, { title: 'Lớp thứ hai', teacher: 1 });
  await expect(office.getByRole('alert')).toContainText('Địa điểm này đã có lớp khác');
  await isAccessible(office);
  return id;
}

/** Signs people up from a phone without JavaScript until the seats are full; the same number counts once. */
async function fill(browser, id) {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await page.goto(`${world.base}/lop`);
  await isSmall(page);
  await page.getByRole('link', { name: TITLE }).click();
  const address = page.url();
  for (const phone of ['0912 345 678', '0912345678', '0987654321', '0355555555']) {
    await page.goto(address);
    await page.getByLabel('Số điện thoại').fill(phone);
    await page.getByRole('button', { name: 'Ghi tên' }).click();
    await expect(page.getByRole('heading', { name: 'Đã ghi nhận' })).toBeVisible();
    expect(page.url()).toBe(`${address}?xong=ghi-ten`);
  }
  await page.goto(address);
  await expect(page.getByText('Đã đủ người.')).toBeVisible();
  const late = await page.request.post(address, { form: { phone: '0355555556', name: '', website: '' } });
  expect(late.status()).toBe(422);
  expect(await late.text()).toContain('Lớp đã đủ người');
  expect(address).toContain(id);
}

async function isSmall(page) {
  const weight = await page.evaluate(() =>
    performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))
      .reduce((sum, it) => sum + it.transferSize, 0)).catch(() => 0);
  expect(weight).toBeLessThan(50_000);
}

/** The public pages are accessible and small; JavaScript is on only because the check needs it. */
async function publicIsAccessible(browser, id) {
  const page = await (await browser.newContext()).newPage();
  for (const path of ['/lop', `/lop/nghi-son/${id}`]) {
    await page.goto(`${world.base}${path}`);
    await isAccessible(page);
    await isSmall(page);
  }
  await page.emulateMedia({ colorScheme: 'dark' });
  await isAccessible(page);
}

/** The calendar feed has short lines and whole events; that calendar programs can read it is tested in Rust. */
async function follow(page) {
  const answer = await page.request.get(`${world.base}/lop/nghi-son/lich.ics`);
  expect(answer.headers()['content-type']).toBe('text/calendar; charset=utf-8');
  const text = await answer.text();
  const lines = text.split('\r\n');
  expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
  const whole = text.replaceAll('\r\n ', '').split('\r\n');
  const events = whole.filter((line) => line === 'BEGIN:VEVENT').length;
  expect(events).toBeGreaterThanOrEqual(4);
  expect(whole.filter((line) => line.startsWith('UID:'))).toHaveLength(events);
  expect(whole).toContain(`SUMMARY:${TITLE.replace(',', '\\,')}`);
  expect(whole).toContain(`DTSTART:${today().replaceAll('-', '')}T120000Z`);
}

async function slipOf(office, page, household) {
  await office.goto(`${world.base}/van-phong/ho/${household}`);
  const code = (await office.getByRole('heading', { level: 1 }).innerText()).match(/\S*\d+/)[0];
  await office.goto(`${world.base}/van-phong/phieu-ho`);
  const villages = await office.locator('select[name="thon"] option').evaluateAll((all) => all.map((it) => it.value));
  for (const village of villages) {
    await office.goto(`${world.base}/van-phong/phieu-ho?thon=${village}`);
    for (;;) {
      const slip = office.locator(`.tag[aria-label="${code}"]`);
      if (await slip.count()) {
        await isAccessible(office);
        return slip.locator('svg').first().evaluate((it) => it.outerHTML);
      }
      const next = office.getByRole('link', { name: 'Trang sau' });
      if (!(await next.count())) break;
      await next.click();
    }
  }
  throw new Error(`no slip of ${code}`);
}

const part = (id, rest) => `${world.base}/app/#/classes/${id}${rest}`;

/** Without signal: opens the class, finds a household by its slip, ticks people by name and counts heads. */
async function attend(page, context, id, svg) {
  await page.goto(`${world.base}/app/#/lessons`);
  await page.getByRole('link', { name: 'Lớp học' }).click();
  await isTouchable(page, 'classes');
  await isAccessible(page);
  await context.setOffline(true);
  await page.getByRole('link', { name: TITLE }).click();
  await isAccessible(page);
  await page.getByRole('link', { name: 'Ghi người dự' }).click();
  await holdUpToCamera(page, svg);
  await page.getByRole('button', { name: 'Quét phiếu của hộ' }).click();
  await expect(page.getByRole('heading', { name: 'Ai đã đến?' })).toBeVisible();
  await page.locator('.chips').first().locator('label').first().click();
  await isTouchable(page, 'attendance');
  await page.screenshot({ path: test.info().outputPath('attendance.png') });
  await isAccessible(page);
  await page.getByRole('button', { name: 'Ghi 1 người dự' }).click();
  await saved(page, 'Đã ghi người dự.', /\/attend\/.+$/);
  await page.goto(part(id, '/count'));
  await page.getByLabel('Số người có mặt').fill('7');
  await isTouchable(page, 'heads');
  await page.getByRole('button', { name: 'Ghi kết quả' }).click();
  await saved(page, 'Đã ghi kết quả.', /\/count$/);
  await page.goto(part(id, ''));
  await expect(page.getByText('Đã ghi 1 hộ, 1 người')).toBeVisible();
}

/** Collects the ids of the photos that the phone sends from now on. */
function sentPhotos(page) {
  const sent = new Set();
  page.on('request', (it) => {
    if (it.method() === 'PUT') sent.add(new URL(it.url()).pathname.replace('/api/photos/', ''));
  });
  return sent;
}

/** Still without signal: takes a photo of the class and replaces it by another. */
async function photograph(page, id) {
  await page.goto(part(id, ''));
  await expect(page.getByText('Hỏi những người trong ảnh trước khi chụp')).toBeVisible();
  const album = page.locator('.album');
  await pick(page, { 'giay.jpg': Buffer.from('%PDF-1.7\n1 0 obj\n<< >>\nendobj\n') });
  await expect(album.getByText('giay.jpg: không phải tệp ảnh')).toBeVisible();
  const shown = album.locator('li img');
  await pick(page, { 'lop.jpg': await picture(page, { width: 1200, height: 800, colour: '#06c' }) });
  await expect(shown).toHaveCount(1);
  const first = await shown.getAttribute('src');
  await pick(page, { 'lop-2.jpg': await picture(page, { width: 900, height: 600, colour: '#090' }) });
  await expect(shown).not.toHaveAttribute('src', first);
  await expect(album.getByText('Chờ gửi')).toBeVisible();
  await isTouchable(page, 'photo of a class');
  await isAccessible(page);
  await album.screenshot({ path: test.info().outputPath('photo.png') });
}

/** The office sees the last photo, cut to a square and without other data; the public sees none. */
async function photoIsAtTheOffice(browser, office, id) {
  const picture = office.getByRole('img', { name: `Ảnh lớp ${TITLE}` });
  await picture.scrollIntoViewIfNeeded();
  await expect.poll(() => picture.evaluate((it) => it.naturalWidth)).toBe(400);
  await office.screenshot({ path: test.info().outputPath('office.png'), fullPage: true });
  const address = new URL(await picture.getAttribute('src'), world.base);
  address.search = '';
  const jpeg = await (await office.request.get(address.href)).body();
  const { sides, kinds } = segments(jpeg);
  expect(sides).toEqual([600, 600]);
  expect(kinds.filter((kind) => kind === 0xe1 || kind === 0xfe)).toEqual([]);
  expect(jpeg.includes('GPS')).toBe(false);
  const anyone = await (await browser.newContext()).newPage();
  await anyone.goto(`${world.base}/lop/nghi-son/${id}`);
  await expect(anyone.getByRole('heading', { name: TITLE })).toBeVisible();
  await expect(anyone.locator('img')).toHaveCount(0);
  const asked = await anyone.request.get(address.href, { maxRedirects: 0 });
  expect(asked.status()).toBe(303);
  return address.href;
}

/** The photo is removed at the office, because someone in it objects. The phone loses it at its next contact. */
async function photoIsTakenAway(office, page, id, address) {
  await office.getByRole('button', { name: 'Bỏ ảnh lớp' }).click();
  await expect(office.getByText('Đã bỏ ảnh lớp.')).toBeVisible();
  expect((await office.request.get(address)).status()).toBe(404);
  await page.goto(part(id, ''));
  await expect(page.locator('.album li')).toHaveCount(1);
  await expect(page.locator('.album').getByText('Đã gửi')).toBeVisible();
  await sendNow(page, world);
  await page.goto(part(id, ''));
  await expect(page.getByRole('heading', { name: 'Ảnh lớp' })).toBeVisible();
  await expect(page.locator('.album li')).toHaveCount(0);
}

/** The leader's phone, in the same room, records the same household again, found by its number. */
async function attendToo(page, context, id, household) {
  await context.setOffline(true);
  await page.goto(part(id, `/attend/${household}`));
  await page.locator('.chips').first().locator('label').first().click();
  await page.getByRole('button', { name: '2', exact: true }).click();
  await page.getByRole('button', { name: 'Ghi 2 người dự' }).click();
  await saved(page, 'Đã ghi người dự.', /\/attend\/.+$/);
  await context.setOffline(false);
}

test('a class: planned, clash refused, filled by the public, attended and photographed without signal, its figures', async ({ browser }) => {
  const office = await signIn(browser, world);
  const id = await planned(office);
  await fill(browser, id);
  await publicIsAccessible(browser, id);
  await follow(office);

  const one = await enrol(browser, world, world.member);
  const household = await consented(one.page, world);
  await sendNow(one.page, world);
  const sent = sentPhotos(one.page);
  const two = await enrol(browser, world, world.leader);
  const svg = await slipOf(office, one.page, household);
  await attend(one.page, one.context, id, svg);
  await photograph(one.page, id);
  await attendToo(two.page, two.context, id, household);
  await one.context.setOffline(false);
  await sendNow(one.page, world);
  await sendNow(two.page, world);

  await office.goto(`${world.base}/van-phong/lop/${id}`);
  const figure = (name) => office.locator(`[data-figure="${name}"]`);
  await expect(figure('households-came')).toHaveText('1');
  await expect(figure('people-came')).toHaveText('2');
  await expect(figure('heads')).toHaveText('7');
  await expect(office.getByText('1 người có tên')).toBeVisible();
  await isAccessible(office);
  await expect(office.getByText('0912345678')).toBeHidden();
  const photo = await photoIsAtTheOffice(browser, office, id);
  expect([...sent]).toEqual([photo.split('/').pop()]);
  await photoIsTakenAway(office, one.page, id, photo);
  await office.goto(`${world.base}/van-phong/lop`);
  await expect(figure('class-people')).not.toHaveText('0');
  for (const paper of ['giay-moi', 'diem-danh']) {
    await office.goto(`${world.base}/van-phong/lop/${id}/${paper}`);
    await isAccessible(office);
  }
});
