//! A bulletin for the commune's loudspeakers: numbers in words, reading times, and warnings about
//! what is hard to read.
use domain::markup::{Block, blocks};
use vietnamese::{Region, aloud, sentences, syllables};

/// Longer sentences are hard to follow by ear.
pub(crate) const SENTENCE_LIMIT_SYLLABLES: usize = 25;
/// The default reading speed.
pub(crate) const SYLLABLES_A_MINUTE: u32 = 160;
/// The most main points repeated at the end.
const POINTS_LIMIT: usize = 6;

/// The words before and after the text.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub opening: String,
    pub points: [String; 2],
    pub ending: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Script {
    pub lines: Vec<Line>,
    /// Abbreviations that no list knows. The reader decides how to pronounce them.
    pub unknown: Vec<String>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Line {
    pub text: String,
    pub syllables: usize,
    /// A paragraph begins here, so the reader pauses a little longer.
    pub begins: bool,
}

impl Line {
    pub fn is_long(&self) -> bool {
        self.syllables > SENTENCE_LIMIT_SYLLABLES
    }
}

impl Script {
    pub fn syllables(&self) -> usize {
        self.lines.iter().map(|it| it.syllables).sum()
    }

    /// The reading time in minutes and seconds.
    pub fn length(&self, syllables_a_minute: u32) -> (usize, usize) {
        let rate = usize::try_from(syllables_a_minute.max(1)).unwrap_or(1);
        let seconds = (self.syllables() * 60).div_ceil(rate);
        (seconds / 60, seconds % 60)
    }

    pub fn text(&self) -> String {
        let mut text = String::new();
        for line in &self.lines {
            if line.begins && !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&line.text);
            text.push('\n');
        }
        text
    }

    fn say(&mut self, text: &str, region: Region) {
        let said = aloud(text, region);
        for short in said.unknown {
            if !self.unknown.contains(&short) {
                self.unknown.push(short);
            }
        }
        for (place, sentence) in sentences(&said.text).into_iter().enumerate() {
            self.lines.push(Line {
                syllables: syllables(&sentence),
                text: sentence,
                begins: place == 0,
            });
        }
    }
}

/// The opening, the text, its main points again, and the ending.
pub(crate) fn script(text: &str, frame: &Frame, region: Region) -> Script {
    let mut script = Script::default();
    script.say(&frame.opening, region);
    let blocks = blocks(text);
    for block in &blocks {
        script.say(&closed(&block.plain()), region);
    }
    let points = main_points(&blocks);
    if !points.is_empty() {
        for again in &frame.points {
            script.say(again, region);
            for point in &points {
                script.say(point, region);
            }
        }
    }
    script.say(&frame.ending, region);
    script
}

/// The main points: whatever is bold, otherwise the items of lists, otherwise the first sentence of
/// each paragraph.
fn main_points(blocks: &[Block]) -> Vec<String> {
    let bold = |block: &Block| {
        let bold = block.spans().iter().filter(|it| it.bold);
        bold.map(|it| it.text.trim().to_owned()).collect::<Vec<_>>()
    };
    let text = |block: &&Block| !matches!(block, Block::Heading(..));
    let mut points: Vec<String> = blocks.iter().filter(text).flat_map(bold).collect();
    if points.is_empty() {
        let items = blocks.iter().filter(|it| matches!(it, Block::Item(..)));
        points = items.map(Block::plain).collect();
    }
    if points.is_empty() {
        let paragraphs = blocks.iter().filter(text);
        points = paragraphs
            .filter_map(|it| sentences(&it.plain()).into_iter().next())
            .collect();
    }
    points.truncate(POINTS_LIMIT);
    points.iter().map(|it| closed(it)).collect()
}

/// Ends a heading or a list item with a full stop, because it is read as a sentence.
fn closed(text: &str) -> String {
    let text = text.trim().trim_end_matches([';', ',', ':']);
    if text.ends_with(['.', '!', '?', '…']) {
        return text.to_owned();
    }
    let mut letters = text.chars();
    let first = letters.next().map(|it| it.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame() -> Frame {
        Frame {
            opening: "Đây là Đài truyền thanh xã Nghi Sơn.".to_owned(),
            points: ["Xin nhắc lại.".to_owned(), "Nhắc lại lần nữa.".to_owned()],
            ending: "Xin cảm ơn.".to_owned(),
        }
    }

    #[test]
    fn a_script_opens_says_numbers_in_words_and_repeats_the_main_points() {
        let text =
            "# 3 điều nhớ\n\nUBND xã báo: **không đọc mã OTP**. Gọi 156.\n\n- Hỏi người nhà;";
        let said = script(text, &frame(), Region::North).text();
        assert_eq!(
            said,
            "Đây là Đài truyền thanh xã Nghi Sơn.\n\nba điều nhớ.\n\n\
             Ủy ban nhân dân xã báo: không đọc mã ô-tê-pê.\nGọi một năm sáu.\n\n\
             Hỏi người nhà.\n\nXin nhắc lại.\n\nKhông đọc mã ô-tê-pê.\n\n\
             Nhắc lại lần nữa.\n\nKhông đọc mã ô-tê-pê.\n\nXin cảm ơn.\n"
        );
    }

    #[test]
    fn long_sentences_are_marked_and_the_time_depends_on_the_reading_speed() {
        let long = "tiếng ".repeat(26);
        let script = script(&long, &frame(), Region::North);
        let marked: Vec<_> = script.lines.iter().map(Line::is_long).collect();
        assert_eq!(
            marked.iter().filter(|it| **it).count(),
            3,
            "and its two repetitions"
        );
        let at_160 = script.length(160);
        assert_eq!(at_160, (0, (script.syllables() * 60).div_ceil(160)));
        assert!(script.length(80) > at_160);
        assert_eq!(script.length(0).0, script.syllables());
    }
}
