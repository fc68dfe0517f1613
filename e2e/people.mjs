// What the officer and the members do; used by all journeys.
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';

export const PIN = '270419';
const SMALLEST_TARGET_PX = 44;
const FIRST_SYNC_MS = 60_000;

/** The page has no accessibility problem that axe calls serious or critical. */
export async function isAccessible(page) {
  const found = await new AxeBuilder({ page }).analyze();
  const bad = found.violations.filter((it) => ['serious', 'critical'].includes(it.impact));
  expect(bad.map((it) => `${it.id}: ${it.nodes.map((node) => node.target).join(', ')}`)).toEqual([]);
}

/** All buttons and links are large enough to touch, and nothing scrolls sideways. */
export async function isTouchable(page, where) {
  const { small, wide } = await page.evaluate((least) => {
    const touched = [...document.querySelectorAll('main button, main a, nav a')];
    const boxes = touched.map((it) => [it.textContent.trim(), it.getBoundingClientRect()]);
    const shown = boxes.filter(([, box]) => box.width > 0);
    return {
      small: shown.filter(([, box]) => box.height < least - 0.5 || box.width < least - 0.5).map(([text]) => text),
      wide: Math.max(
        ...[document.documentElement, ...document.querySelectorAll('main')].map((it) => it.scrollWidth - it.clientWidth),
      ),
    };
  }, SMALLEST_TARGET_PX);
  expect(small, where).toEqual([]);
  expect(wide, `${where} scrolls sideways`).toBeLessThanOrEqual(0);
}

/** What the button "Chia sẻ" of the screen hands on, where the browser has no list of apps: it is copied. */
export async function shared(page) {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Chia sẻ' }).click();
  await expect(page.getByText('Đã chép.')).toBeVisible();
  return page.evaluate(() => navigator.clipboard.readText());
}

/** Signs in at the office as the officer, or as `who`, whose first page has this heading. */
export async function signIn(browser, world, who = world.officer, heading = 'Bảng tổng hợp') {
  const desk = { viewport: { width: 1280, height: 900 }, isMobile: false, hasTouch: false };
  const page = await (await browser.newContext(desk)).newPage();
  await page.goto(`${world.base}/vao`);
  await page.getByLabel('Tên đăng nhập').fill(who.login);
  await page.getByLabel('Mật khẩu').fill(who.password);
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  await expect(page.getByRole('heading', { name: heading })).toBeVisible();
  return page;
}

export async function choosePin(page, pin = PIN) {
  const field = page.getByLabel('Mã PIN', { exact: true });
  const goOn = page.getByRole('button', { name: 'Tiếp tục' });
  await expect(field.or(goOn).first()).toBeVisible();
  if (await goOn.isVisible()) await goOn.click();
  await field.fill(pin);
  await page.getByLabel('Gõ lại mã PIN').fill(pin);
  await page.getByRole('button', { name: 'Bắt đầu dùng' }).click();
}

/** Enrols a phone for a member and waits for its first sync. */
export async function enrol(browser, world, code) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${world.base}/app/#code=${code}`);
  await choosePin(page);
  await expect(page.getByText('Nhà kế tiếp trên đường')).toBeVisible({ timeout: FIRST_SYNC_MS });
  // The offline pack is fetched after the first sync; its style sheet comes last.
  const kept = async () => (await (await caches.open('tungnha')).keys()).some((it) => /later-\w+\.css$/.test(it.url));
  await expect.poll(() => page.evaluate(kept), { timeout: FIRST_SYNC_MS }).toBe(true);
  return { context, page };
}

export async function unlock(page, pin = PIN) {
  await page.getByLabel('Mã PIN').fill(pin);
  await page.getByRole('button', { name: 'Mở khóa' }).click();
}

/** Lets the camera see this drawing and nothing else, until the page is left. */
export async function holdUpToCamera(page, svg) {
  await page.evaluate(async (drawing) => {
    const picture = new Image();
    picture.src = `data:image/svg+xml;base64,${drawing}`;
    await picture.decode();
    const canvas = document.createElement('canvas');
    canvas.width = 800;
    canvas.height = 600;
    const light = canvas.getContext('2d');
    const draw = () => {
      light.fillStyle = '#ddd';
      light.fillRect(0, 0, 800, 600);
      light.drawImage(picture, 220, 120, 360, 360);
    };
    draw();
    setInterval(draw, 50);
    navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(20);
  }, Buffer.from(svg).toString('base64'));
}

/** Ids of the first households that this member has not visited yet. */
export async function freshDoors(page, world, count) {
  await page.goto(`${world.base}/app/#/`);
  const links = page.locator('a[href*="#/household/"]').filter({ hasNotText: /hẹn|quá hạn/ });
  await expect(links.nth(count - 1)).toBeVisible();
  const addresses = await links.evaluateAll((all) => all.map((it) => it.getAttribute('href')));
  // The screen also links to businesses whose shop needs attention; those are not doors to visit.
  const doors = addresses.filter((it) => /#\/household\/[^/]+$/.test(it));
  return [...new Set(doors.map((it) => it.split('/').pop()))].slice(0, count);
}

/** Records an ordinary visit: someone was met and taught. */
export async function recordVisit(page, world, household) {
  await page.bringToFront();
  await page.goto(`${world.base}/app/#/household/${household}`);
  await page.getByRole('link', { name: 'Ghi lần đến nhà' }).click();
  await expect(page.getByRole('heading', { name: 'Ghi lần đến nhà' })).toBeVisible();
  const chips = page.locator('.chips');
  await chips.first().locator('label').first().click();
  await chips.getByText('Thanh toán', { exact: true }).click();
  await page.getByRole('button', { name: 'Xong' }).click();
  await expect(page.getByText('Đã ghi.', { exact: true })).toBeVisible();
  // The app goes back by itself to the household, whose visit is done.
  await expect(page.getByRole('link', { name: 'Ghi lần đến nhà' })).toBeVisible();
}

export const isUnsent = (page, count) => expect(page.getByText(`${count} chưa gửi`).first()).toBeVisible();

export async function sendNow(page, world) {
  await page.bringToFront();
  await page.goto(`${world.base}/app/#/sync`);
  const send = page.getByRole('button', { name: 'Gửi nhận ngay' });
  // The sentence about the last contact may still be shown, so wait for the answer to this one.
  const asked = page.waitForRequest('**/api/sync');
  await send.click();
  await (await asked).response();
  await expect(send).toBeEnabled({ timeout: FIRST_SYNC_MS });
  await expect(page.getByText('Mọi việc đã gửi.')).toBeVisible({ timeout: FIRST_SYNC_MS });
}

/** Figures of the board, as numbers. */
export async function board(office, world) {
  await office.goto(`${world.base}/van-phong/bang`);
  const text = (name) => office.locator(`[data-figure="${name}"]`).innerText();
  const number = (written) => Number(written.replaceAll('.', ''));
  const visited = number((await text('visited')).match(/([\d.]+)\/[\d.]+/)[1]);
  return { visited, taught: number(await text('taught')), never: number(await text('never')) };
}

/** Answers the question that is asked before something that cannot be taken back. */
export async function agree(page, answer) {
  const question = page.getByRole('dialog');
  await expect(question).toBeVisible();
  await question.getByRole('button', { name: answer, exact: true }).click();
  await expect(question).toBeHidden();
}

/** Waits for the sentence that confirms a record, and until the app has left the form by itself. */
export async function saved(page, sentence, form) {
  await expect(page.getByText(sentence)).toBeVisible();
  await expect(page).not.toHaveURL(form);
}
