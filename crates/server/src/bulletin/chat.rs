//! A bulletin for a village's chat group: short, with a link to the whole text.
use domain::markup::blocks;
use vietnamese::sentences;

/// The longest text for a chat group, in characters.
pub(crate) const CHAT_LIMIT_CHARS: usize = 500;
/// The longest summary in lists and for shared links.
const SUMMARY_CHARS: usize = 160;

/// The title, as many sentences as fit, and the link.
pub(crate) fn chat_text(title: &str, text: &str, link: &str, read_on: &str) -> String {
    let end = format!("\n\n{read_on} {link}");
    let mut chat = title.to_owned();
    for sentence in all_sentences(text) {
        let between = if chat == title { "\n\n" } else { " " };
        if letters(&chat) + letters(&sentence) + letters(&end) + 2 > CHAT_LIMIT_CHARS {
            break;
        }
        chat.push_str(between);
        chat.push_str(&sentence);
    }
    chat + &end
}

/// The beginning of a text, cut between words.
pub(crate) fn summary(text: &str) -> String {
    let whole = all_sentences(text).collect::<Vec<_>>().join(" ");
    if letters(&whole) <= SUMMARY_CHARS {
        return whole;
    }
    let mut cut = String::new();
    for word in whole.split(' ') {
        if letters(&cut) + letters(word) + 2 > SUMMARY_CHARS {
            break;
        }
        if !cut.is_empty() {
            cut.push(' ');
        }
        cut.push_str(word);
    }
    cut + "…"
}

fn all_sentences(text: &str) -> impl Iterator<Item = String> {
    let blocks = blocks(text);
    blocks
        .into_iter()
        .flat_map(|block| sentences(&block.plain()))
}

fn letters(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chat_text_ends_with_its_link_and_stays_short() {
        let text = "Câu đầu tiên ngắn. ".to_owned() + &"Câu sau rất dài và lặp lại. ".repeat(60);
        let link = "https://xa.example/bai/nghi-son/ab12cd34";
        let chat = chat_text("Tên bài", &text, link, "Đọc cả bài:");
        assert!(
            chat.starts_with("Tên bài\n\nCâu đầu tiên ngắn. Câu sau"),
            "{chat}"
        );
        assert!(chat.ends_with("lặp lại.\n\nĐọc cả bài: https://xa.example/bai/nghi-son/ab12cd34"));
        let length = letters(&chat);
        assert!((440..=CHAT_LIMIT_CHARS).contains(&length), "{length}");
        let long = "chữ ".repeat(200);
        assert!(letters(&chat_text(&"x".repeat(160), &long, link, "Đọc:")) < 300);
    }

    #[test]
    fn a_summary_is_cut_between_words() {
        assert_eq!(summary("# Nhớ\n\nMột **câu**."), "Nhớ Một câu.");
        let cut = summary(&"tiếng ".repeat(60));
        assert!(
            cut.ends_with("tiếng…") && letters(&cut) <= SUMMARY_CHARS,
            "{cut}"
        );
    }
}
