//! Texts of the commune as DOCX, for correcting in a word processor, with the measures of the
//! printed sheet.
//!
//! Font sizes are in half points and lengths in twentieths of a point, as the format has them
//! (ECMA-376).
use crate::{Block, FootColumn, Letterhead, OfficialText};
use docx_rs::{
    AlignmentType, BreakType, Docx, Header, LineSpacing, PageMargin, PageNum, Paragraph,
    ParagraphBorder, ParagraphBorderPosition, ParagraphBorders, Run, RunFonts, SpecialIndentType,
    Table, TableCell, TableRow, WidthType,
};
use std::io::Cursor;

/// Decree 30/2020 asks for this font by name; without it the word processor uses a substitute.
const FONT: &str = "Times New Roman";
const TEXT: usize = 28;
const SMALL: usize = 26;
const HEAD: usize = 24;
const RECEIVERS: usize = 22;
const A4: (u32, u32) = (11_906, 16_838);
/// Width of one of two columns within the margins.
const HALF: usize = 4_600;
const INDENT: i32 = 720;
const GAP: u32 = 120;
/// Space for the signature, in lines of text.
const SIGNATURE_LINES: usize = 4;

/// A bug in the writer; no text can cause it.
#[derive(Debug, thiserror::Error)]
#[error("the document could not be written: {0}")]
pub struct DocxProblem(String);

/// Makes the file.
///
/// # Errors
/// Only for a bug in the writer.
pub fn to_docx(text: &OfficialText) -> Result<Vec<u8>, DocxProblem> {
    let fonts = RunFonts::new().ascii(FONT).hi_ansi(FONT);
    let number = Paragraph::new()
        .align(AlignmentType::Center)
        .add_page_num(PageNum::new());
    let mut document = Docx::new()
        .page_size(A4.0, A4.1)
        .page_margin(margins())
        .default_fonts(fonts.east_asia(FONT).cs(FONT))
        .default_size(TEXT)
        // The page number is in the header of every page but the first.
        .header(Header::new().add_paragraph(number))
        .first_header(Header::new());
    if let Some(letterhead) = &text.letterhead {
        document = document
            .add_table(head(letterhead))
            .add_paragraph(Paragraph::new());
    }
    document = document
        .add_paragraph(centred(bold(&text.title, TEXT)))
        .add_paragraph(centred(bold(&text.subject, TEXT)).line_spacing(after(GAP * 2)));
    for block in &text.body {
        document = document.add_paragraph(paragraph(block));
    }
    document = document
        .add_paragraph(Paragraph::new())
        .add_table(foot(text));
    let mut file = Cursor::new(Vec::new());
    let packed = document.build().pack(&mut file);
    packed.map_err(|why| DocxProblem(why.to_string()))?;
    Ok(file.into_inner())
}

/// Margins: 20 mm above and below, 30 mm left, 17 mm right.
fn margins() -> PageMargin {
    PageMargin::new()
        .top(1_134)
        .bottom(1_134)
        .left(1_701)
        .right(964)
        .header(567)
        .footer(567)
}

fn head(it: &Letterhead) -> Table {
    let mut left = TableCell::new();
    if !it.above.is_empty() {
        left = left.add_paragraph(centred(plain(&it.above, HEAD)));
    }
    for line in &it.office {
        left = left.add_paragraph(centred(bold(line, HEAD)));
    }
    let right = TableCell::new()
        .add_paragraph(centred(bold(&it.country, HEAD)))
        .add_paragraph(ruled(centred(bold(&it.motto, SMALL))));
    let second = TableRow::new(vec![
        half(TableCell::new().add_paragraph(centred(plain(&it.number, SMALL)))),
        half(TableCell::new().add_paragraph(centred(plain(&it.place_and_date, SMALL).italic()))),
    ]);
    columns(vec![TableRow::new(vec![half(left), half(right)]), second])
}

fn paragraph(block: &Block) -> Paragraph {
    let spacing = LineSpacing::new().after(GAP).line(276);
    let runs = match block {
        Block::Heading(text) => vec![bold(text, TEXT)],
        Block::Paragraph(text) => vec![plain(text, TEXT)],
        Block::Item(text) => vec![plain(&format!("– {text}"), TEXT)],
        Block::Words(words) => {
            let words = words.iter().map(|it| (it.bold, &it.text));
            let runs = words.map(|(strong, text)| match strong {
                true => bold(text, TEXT),
                false => plain(text, TEXT),
            });
            runs.collect()
        }
    };
    let begun = Paragraph::new()
        .align(AlignmentType::Both)
        .indent(None, Some(SpecialIndentType::FirstLine(INDENT)), None, None)
        .line_spacing(spacing)
        .keep_next(matches!(block, Block::Heading(_)));
    runs.into_iter().fold(begun, Paragraph::add_run)
}

/// The foot is one table row that may not be split, so that it stays on one page.
fn foot(text: &OfficialText) -> Table {
    let cells = vec![half(column(&text.left)), half(column(&text.right))];
    columns(vec![TableRow::new(cells).cant_split()])
}

fn column(it: &FootColumn) -> TableCell {
    match it {
        FootColumn::Signature {
            place_and_date,
            role,
            name,
        } => {
            let mut cell = TableCell::new();
            if !place_and_date.is_empty() {
                cell = cell.add_paragraph(centred(plain(place_and_date, SMALL).italic()));
            }
            for line in role {
                cell = cell.add_paragraph(centred(bold(line, SMALL)));
            }
            for _ in 0..SIGNATURE_LINES {
                cell = cell.add_paragraph(Paragraph::new());
            }
            cell.add_paragraph(centred(bold(name, TEXT)))
        }
        FootColumn::Receivers { title, lines } => {
            let title = Paragraph::new().add_run(bold(title, HEAD).italic());
            let lines = lines.iter().map(|line| {
                let line = plain(line, RECEIVERS);
                Paragraph::new().add_run(line)
            });
            lines.fold(
                TableCell::new().add_paragraph(title),
                TableCell::add_paragraph,
            )
        }
    }
}

fn columns(rows: Vec<TableRow>) -> Table {
    Table::without_borders(rows)
        .set_grid(vec![HALF, HALF])
        .width(HALF * 2, WidthType::Dxa)
}

fn half(cell: TableCell) -> TableCell {
    cell.width(HALF, WidthType::Dxa)
}

fn centred(run: Run) -> Paragraph {
    Paragraph::new().add_run(run).align(AlignmentType::Center)
}

fn ruled(paragraph: Paragraph) -> Paragraph {
    let below = ParagraphBorder::new(ParagraphBorderPosition::Bottom);
    let mut ruled = paragraph;
    ruled.property = ruled
        .property
        .set_borders(ParagraphBorders::with_empty().set(below));
    ruled
}

fn after(gap: u32) -> LineSpacing {
    LineSpacing::new().after(gap)
}

fn bold(text: &str, size: usize) -> Run {
    plain(text, size).bold()
}

/// A run of text whose line breaks are kept.
fn plain(text: &str, size: usize) -> Run {
    let mut run = Run::new().size(size);
    for (place, line) in text.lines().enumerate() {
        if place > 0 {
            run = run.add_break(BreakType::TextWrapping);
        }
        run = run.add_text(line);
    }
    run
}
