//! Takes JSON apart, a value at a time.
use super::small::JsonProblem;
use std::borrow::Cow;

/// Deepest nesting that is read.
const DEPTH_LIMIT: u8 = 64;

pub(super) struct Reader<'de> {
    text: &'de str,
    at: usize,
    pub depth: u8,
}

pub(super) enum Number {
    Positive(u64),
    Negative(i64),
}

impl<'de> Reader<'de> {
    pub fn new(text: &'de str) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
        }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is no blank, not taken yet.
    #[inline(never)]
    pub fn peek(&mut self) -> Option<u8> {
        while matches!(self.byte(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
        self.byte()
    }

    /// Takes the byte if it comes next.
    pub fn take(&mut self, wanted: u8) -> bool {
        let there = self.peek() == Some(wanted);
        self.at += usize::from(there);
        there
    }

    pub fn expect(&mut self, wanted: u8) -> Result<(), JsonProblem> {
        if self.take(wanted) {
            Ok(())
        } else {
            Err(JsonProblem)
        }
    }

    pub fn word(&mut self, word: &str) -> Result<(), JsonProblem> {
        if !self.text[self.at..].starts_with(word) {
            return Err(JsonProblem);
        }
        self.at += word.len();
        Ok(())
    }

    #[inline(never)]
    pub fn bool(&mut self) -> Result<bool, JsonProblem> {
        match self.peek() {
            Some(b't') => self.word("true").map(|()| true),
            _ => self.word("false").map(|()| false),
        }
    }

    #[inline(never)]
    pub fn number(&mut self) -> Result<Number, JsonProblem> {
        let quoted = self.take(b'"');
        self.peek();
        let start = self.at;
        while matches!(
            self.byte(),
            Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')
        ) {
            self.at += 1;
        }
        let digits = &self.text[start..self.at];
        if quoted {
            self.expect(b'"')?;
        }
        let bare = digits.strip_prefix('-').unwrap_or(digits);
        if !bare.starts_with(|c: char| c.is_ascii_digit())
            || (bare.len() > 1 && bare.starts_with('0'))
        {
            return Err(JsonProblem);
        }
        match digits.parse() {
            Ok(number) => Ok(Number::Positive(number)),
            Err(_) => digits
                .parse()
                .map(Number::Negative)
                .map_err(|_| JsonProblem),
        }
    }

    #[inline(never)]
    pub fn string(&mut self) -> Result<Cow<'de, str>, JsonProblem> {
        self.expect(b'"')?;
        let start = self.at;
        loop {
            match self.byte().ok_or(JsonProblem)? {
                b'"' => {
                    let text = &self.text[start..self.at];
                    self.at += 1;
                    return Ok(Cow::Borrowed(text));
                }
                b'\\' => return self.escaped(start).map(Cow::Owned),
                0..0x20 => return Err(JsonProblem),
                _ => self.at += 1,
            }
        }
    }

    /// The rest of a string that has escapes, from the first of them on.
    #[inline(never)]
    fn escaped(&mut self, mut start: usize) -> Result<String, JsonProblem> {
        let mut text = String::new();
        loop {
            match self.byte().ok_or(JsonProblem)? {
                b'"' => {
                    text.push_str(&self.text[start..self.at]);
                    self.at += 1;
                    return Ok(text);
                }
                b'\\' => {
                    text.push_str(&self.text[start..self.at]);
                    self.at += 1;
                    text.push(self.escape()?);
                    start = self.at;
                }
                0..0x20 => return Err(JsonProblem),
                _ => self.at += 1,
            }
        }
    }

    fn escape(&mut self) -> Result<char, JsonProblem> {
        let byte = self.byte().ok_or(JsonProblem)?;
        self.at += 1;
        Ok(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(),
            _ => return Err(JsonProblem),
        })
    }

    fn unicode(&mut self) -> Result<char, JsonProblem> {
        let first = self.hexadecimal()?;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first).ok_or(JsonProblem);
        }
        self.word("\\u")?;
        let second = self.hexadecimal()?.checked_sub(0xdc00).ok_or(JsonProblem)?;
        char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + second).ok_or(JsonProblem)
    }

    fn hexadecimal(&mut self) -> Result<u32, JsonProblem> {
        let digits = self.text.get(self.at..self.at + 4).ok_or(JsonProblem)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(JsonProblem);
        }
        self.at += 4;
        u32::from_str_radix(digits, 16).map_err(|_| JsonProblem)
    }

    /// Passes over one value; its text as it stands.
    #[inline(never)]
    pub fn skip(&mut self) -> Result<&'de str, JsonProblem> {
        self.peek();
        let start = self.at;
        match self.byte().ok_or(JsonProblem)? {
            b'"' => drop(self.string()?),
            b'{' | b'[' => self.skip_nested()?,
            b't' | b'f' => drop(self.bool()?),
            b'n' => self.word("null")?,
            _ => self.skip_number()?,
        }
        Ok(&self.text[start..self.at])
    }

    /// Of any size, with a fraction or an exponent: this version writes none, a later one may.
    fn skip_number(&mut self) -> Result<(), JsonProblem> {
        self.at += usize::from(self.byte() == Some(b'-'));
        let leading = self.byte();
        if self.digits()? > 1 && leading == Some(b'0') {
            return Err(JsonProblem);
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.byte(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.byte(), Some(b'+' | b'-')));
            self.digits()?;
        }
        Ok(())
    }

    /// How many there are, at least one.
    fn digits(&mut self) -> Result<usize, JsonProblem> {
        let start = self.at;
        while matches!(self.byte(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        match self.at - start {
            0 => Err(JsonProblem),
            count => Ok(count),
        }
    }

    fn skip_nested(&mut self) -> Result<(), JsonProblem> {
        let is_map = self.byte() == Some(b'{');
        let end = if is_map { b'}' } else { b']' };
        self.open(if is_map { b'{' } else { b'[' })?;
        let mut first = true;
        while self.next(&mut first, end)? {
            if is_map {
                self.string()?;
                self.expect(b':')?;
            }
            self.skip()?;
        }
        self.depth -= 1;
        Ok(())
    }

    #[inline(never)]
    pub fn open(&mut self, bracket: u8) -> Result<(), JsonProblem> {
        self.expect(bracket)?;
        self.depth += 1;
        if self.depth > DEPTH_LIMIT {
            Err(JsonProblem)
        } else {
            Ok(())
        }
    }

    /// Whether another element follows; takes the comma before it, or the bracket at the end.
    #[inline(never)]
    pub fn next(&mut self, first: &mut bool, end: u8) -> Result<bool, JsonProblem> {
        if self.take(end) {
            return Ok(false);
        }
        if !std::mem::take(first) {
            self.expect(b',')?;
        }
        Ok(true)
    }
}
