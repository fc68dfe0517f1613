// At the door: a volunteer of 55, bright sun, thirty seconds.
import { expect, test } from '@playwright/test';
import { enrol, isAccessible, isTouchable } from '../people.mjs';
import { start } from '../world.mjs';

const TAPS = 8;
let world;

test.beforeAll(async () => {
  world = await start();
});
test.afterAll(() => world?.stop());

/** Opens a household that has consented and whose people still have skills to learn. */
async function openHousehold(page) {
  await page.getByRole('link', { name: /còn \d nhóm/ }).first().click();
  await expect(page.getByRole('link', { name: 'Ghi lần đến nhà' })).toBeVisible();
}

test('two residents and three skills take at most eight taps', async ({ browser }) => {
  const { page } = await enrol(browser, world, world.member);
  await openHousehold(page);
  const household = page.url().split('/').pop();
  let taps = 0;
  const tap = async (locator) => {
    taps += 1;
    await locator.click();
  };
  await tap(page.getByRole('link', { name: 'Ghi lần đến nhà' }));
  const skills = page.locator('fieldset.skill');
  const first = (await skills.first().locator('legend').textContent()).split(' · ')[0];
  const ofFirst = skills.filter({ hasText: `${first} · ` });
  const ofOther = skills.filter({ hasNotText: `${first} · ` });
  await tap(ofFirst.nth(0).getByText('Tự làm', { exact: true }));
  await tap(ofFirst.nth(1).getByText('Có người kèm', { exact: true }));
  await tap(ofOther.nth(0).getByText('Tự làm', { exact: true }));
  await isAccessible(page);
  await tap(page.getByRole('button', { name: 'Xong' }));
  await expect(page.getByText('Đã ghi.', { exact: true })).toBeVisible();
  expect(taps).toBeLessThanOrEqual(TAPS);
  await expect(page).toHaveURL(new RegExp(`household/${household}$`));
  await expect(page.getByText(/gặp 2 người/).first()).toBeVisible();
});

test('what is touched is large enough, at double text too', async ({ browser }) => {
  const { page } = await enrol(browser, world, world.newCode('to-2-2'));
  for (const rem of ['100%', '200%']) {
    await page.evaluate((size) => (document.documentElement.style.fontSize = size), rem);
    for (const path of ['/', '/alleys', '/search', '/sync', '/lessons']) {
      await page.goto(`${world.base}/app/#${path}`);
      await expect(page.locator('h1:visible').first()).toBeVisible();
      await isTouchable(page, `${path} at ${rem}`);
    }
  }
});
