//! Numbers in words, as they are said in the north and in the south.

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Region {
    North,
    South,
}

const DIGITS: [&str; 10] = [
    "không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín",
];

impl Region {
    /// The word between hundreds and a single digit.
    fn gap(self) -> &'static str {
        match self {
            Region::North => "linh",
            Region::South => "lẻ",
        }
    }

    fn thousand(self) -> &'static str {
        match self {
            Region::North => "nghìn",
            Region::South => "ngàn",
        }
    }
}

/// `21` becomes `hai mươi mốt`, `-5` becomes `âm năm`.
pub fn number_words(number: i64, region: Region) -> String {
    if number == 0 {
        return DIGITS[0].to_owned();
    }
    let mut words = Vec::new();
    if number < 0 {
        words.push("âm");
    }
    say(number.unsigned_abs(), false, region, &mut words);
    words.join(" ")
}

/// Billions are counted in the same way again: một nghìn tỷ, một triệu tỷ.
fn say(number: u64, inside: bool, region: Region, words: &mut Vec<&'static str>) {
    let (billions, rest) = (number / 1_000_000_000, number % 1_000_000_000);
    if billions > 0 {
        say(billions, false, region, words);
        words.push("tỷ");
    }
    let mut begun = inside || billions > 0;
    let groups = [
        (rest / 1_000_000, Some("triệu")),
        (rest / 1_000 % 1_000, Some(region.thousand())),
        (rest % 1_000, None),
    ];
    for (group, unit) in groups {
        if group > 0 {
            say_group(group as usize, begun, region, words);
            words.extend(unit);
            begun = true;
        }
    }
}

/// Says three digits. After a larger group the hundreds are said even if they are zero.
fn say_group(group: usize, begun: bool, region: Region, words: &mut Vec<&'static str>) {
    let (hundreds, tens, ones) = (group / 100, group / 10 % 10, group % 10);
    if hundreds > 0 || begun {
        words.extend([DIGITS[hundreds], "trăm"]);
    }
    let after_hundred = hundreds > 0 || begun;
    match (tens, ones) {
        (0, 0) => {}
        (0, _) if after_hundred => words.extend([region.gap(), DIGITS[ones]]),
        (0, _) => words.push(DIGITS[ones]),
        (1, 0) => words.push("mười"),
        (1, 5) => words.extend(["mười", "lăm"]),
        (1, _) => words.extend(["mười", DIGITS[ones]]),
        _ => {
            words.extend([DIGITS[tens], "mươi"]);
            match ones {
                0 => {}
                1 => words.push("mốt"),
                4 if region == Region::North => words.push("tư"),
                5 => words.push("lăm"),
                _ => words.push(DIGITS[ones]),
            }
        }
    }
}
