//! Every kind of mistake in a card's file is reported with its line.
#![cfg(feature = "content")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use domain::Day;
use lessons::{check, parse};

const SAMPLE: &str = include_str!("sample.md");
const FILE: &str = "thanh-toan/tt-quet-vietqr.md";
const PICTURE: (&str, &str) = (
    "pictures/a.svg",
    "<svg viewBox=\"0 0 1 1\" role=\"img\"><title>Nét</title></svg>",
);

fn problems(text: &str) -> Vec<String> {
    let today = Day::new(2026, 11, 28).unwrap();
    let found = check(FILE, text, &[PICTURE], today);
    found.iter().map(ToString::to_string).collect()
}

#[test]
fn a_sound_card_has_no_problem_and_is_read_as_written() {
    assert_eq!(problems(SAMPLE), Vec::<String>::new());
    let card = parse(FILE, SAMPLE).unwrap();
    assert_eq!(card.steps[2], "Đọc **tên người nhận**.");
    assert_eq!(card.watch.len(), 2);
    assert_eq!(card.questions.map(|it| it.right), [1, 0, 2]);
}

#[test]
fn problems_are_reported_with_file_and_line() {
    let long = "Mở ứng dụng ngân hàng rồi chờ cho đến khi màn hình hiện ra đầy đủ các nút mà mình vẫn quen dùng hằng ngày ở nhà mình.";
    let cases = [
        (
            "+++\nskill",
            "skill",
            ":1: the file begins with front matter",
        ),
        ("minutes = 10", "minutes = 0", ":3: minutes are 1 to 60"),
        ("minutes = 10", "minutes = \"x\"", ":3: invalid type"),
        ("minutes = 10\n", "", ":2: missing field `minutes`"),
        (
            "checked = \"2026-11-28\"\n",
            "",
            ": missing field `checked`",
        ),
        (
            "2026-11-28",
            "2026-11-29",
            ":4: 2026-11-29 has not come yet",
        ),
        ("2026-11-28", "2026-13-28", ":4: not a date"),
        (
            "source = \"Hướng dẫn trong ứng dụng ngân hàng\"",
            "source = \" \"",
            ":5: the source is missing",
        ),
        (
            "+++\n\n",
            "picture = \"b.svg\"\n+++\n\n",
            ":6: there is no picture pictures/b.svg",
        ),
        (
            "tt-quet-vietqr",
            "tt-khac",
            ":2: the file of tt-khac is named after it",
        ),
        ("## Hay nhầm", "## Hay sai", ":22: the heading \"Hay sai\""),
        ("4. Gõ số tiền.\n", "", ":10: 3 items; 4 to 9"),
        ("4. Gõ", "5. Gõ", ":15: a step begins with \"4. \""),
        (
            "Mở ứng dụng ngân hàng.",
            long,
            ":12: 28 syllables, 25 at most",
        ),
        (
            "Mở ứng dụng ngân hàng.",
            "Đọc mã OTP cho tổ viên.",
            ":12: asks for a secret",
        ),
        (
            "Mở ứng dụng ngân hàng.",
            "Vào https://a.vn",
            ":12: addresses are written plainly",
        ),
        (
            "Mở ứng dụng ngân hàng.",
            "Vào dichvucong.gov.",
            ":12: not an address",
        ),
        (
            "**tên người nhận**",
            "**tên người nhận",
            ":14: a ** is left open",
        ),
        ("thì thoát ra.", "thì thoát ra", ":24: a line of prose ends"),
        (
            "- [x] Thoát ra",
            "- [ ] Thoát ra",
            ":37: 0 answers are marked right",
        ),
        ("   - [ ] Giờ\n", "", ":32: 2 answers; exactly 3"),
        (
            "   > Vì mã có thể bị dán đè.\n",
            "",
            ":37: the reason is missing",
        ),
        (
            "3. Ai được",
            "4. Ai được",
            ":42: a question begins with \"3. \"",
        ),
        ("quán", "qua\u{301}n", ":1: the file is not in Unicode"),
    ];
    for (here, there, told) in cases {
        assert!(SAMPLE.contains(here), "{here}");
        let found = problems(&SAMPLE.replacen(here, there, 1));
        let start = format!("content/lessons/{FILE}");
        let is_told = |it: &String| it.starts_with(&start) && it.contains(told);
        assert!(found.iter().any(is_told), "{told}\n{found:#?}");
    }
}
