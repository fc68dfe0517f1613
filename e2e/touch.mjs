// What a finger does: it touches a place, not an element, and what it touched must not have moved away.
import { expect } from '@playwright/test';

/** The document stands where it stood, with its header and its main button or menu in sight. */
export async function isInPlace(page, where) {
  const seen = await page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const root = document.scrollingElement;
    const inSight = (selector) => {
      const box = document.querySelector(selector)?.getBoundingClientRect();
      return !box || (box.top >= 0 && box.bottom <= innerHeight + 0.5);
    };
    return {
      scrolled: root.scrollTop,
      header: inSight('.page > header'),
      foot: inSight('.page > .action, .page > nav'),
    };
  });
  expect(seen, where).toEqual({ scrolled: 0, header: true, foot: true });
}

/** Where the middle of an element is, once it has been scrolled to. */
export async function placeOf(locator) {
  await locator.scrollIntoViewIfNeeded();
  const box = await locator.boundingBox();
  return [box.x + box.width / 2, box.y + box.height / 2];
}

/** Touches the place where an element is. */
export async function touch(page, locator, where) {
  await expect(locator).toBeVisible();
  await expect(page.locator('.rest')).toHaveCount(0);
  await page.touchscreen.tap(...(await placeOf(locator)));
  await isInPlace(page, where);
}

/** Touches every choice that is in sight on a screen, the last first: chips, levels, and one of a few. */
export async function touchEveryChoice(page, where) {
  const choices = page.locator(':is(.pick, .chips, .levels) label');
  await expect(choices.first()).toBeVisible();
  const count = await choices.count();
  let touched = 0;
  for (let at = count - 1; at >= 0; at -= 1) {
    const choice = choices.nth(at);
    if (!(await choice.isVisible())) continue;
    await touch(page, choice, `${where}, ${await choice.innerText()}`);
    touched += 1;
  }
  return touched;
}
