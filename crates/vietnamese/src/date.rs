//! Dates, always with the day before the month; also Excel's day numbers.

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Date {
    pub year: i32,
    pub month: u8,
    pub day: u8,
}

impl Date {
    /// `None` if the date does not exist, or its year is not between 1800 and 2500.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let there = (1800..=2500).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day);
        there.then_some(Self { year, month, day })
    }

    /// As in administrative papers: days below 10 and months 1 and 2 get a zero, as in `07/3/2023`.
    pub fn short(self) -> String {
        format!("{:02}/{}/{}", self.day, self.padded_month(), self.year)
    }

    /// In words, as in `ngày 07 tháng 3 năm 2023`.
    pub fn long(self) -> String {
        format!(
            "ngày {:02} tháng {} năm {}",
            self.day,
            self.padded_month(),
            self.year
        )
    }

    /// As in `2023-03-07`.
    pub fn iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    fn padded_month(self) -> String {
        if self.month <= 2 {
            format!("{:02}", self.month)
        } else {
            self.month.to_string()
        }
    }
}

/// Reads `7/3/2023`, `07-03-2023`, `07.03.2023`, `ngày 07 tháng 3 năm 2023`, `2023-03-07`.
pub fn parse_date(text: &str) -> Option<Date> {
    let key = crate::search_key(text);
    let key = key.strip_prefix("ngay ").unwrap_or(&key);
    let key = key.replace(" thang ", "/").replace(" nam ", "/");
    let parts: Vec<&str> = key.split(['/', '-', '.']).map(str::trim).collect();
    let [first, month, last] = parts.as_slice() else {
        return None;
    };
    let number = |text: &str| -> Option<i32> {
        let digits =
            !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        if digits { text.parse().ok() } else { None }
    };
    let (year, day) = if first.len() == 4 {
        (first, last)
    } else {
        (last, first)
    };
    if year.len() != 4 {
        return None;
    }
    Date::new(
        number(year)?,
        u8::try_from(number(month)?).ok()?,
        u8::try_from(number(day)?).ok()?,
    )
}

/// The date of a day number in Excel's 1900 system. Excel counts 29 February 1900, which never
/// existed, as day 60.
pub fn date_from_excel(serial: f64) -> Option<Date> {
    if !(1.0..=219_513.0).contains(&serial) {
        return None;
    }
    let serial = serial.floor() as i32;
    let mut days = if serial < 60 { serial } else { serial - 1 };
    let mut year = 1900;
    let length = |year: i32| if is_leap(year) { 366 } else { 365 };
    while days > length(year) {
        days -= length(year);
        year += 1;
    }
    let mut month = 1;
    while days > i32::from(days_in_month(year, month)) {
        days -= i32::from(days_in_month(year, month));
        month += 1;
    }
    Date::new(year, month, u8::try_from(days).ok()?)
}

fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}
