//! The household list of the demonstration commune: as messy as a real one, and always the same.
mod names;
mod village;

use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};
use village::{Household, Village, villages};

/// How the clerk of a village keeps the list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// One resident per row, Unicode.
    Residents,
    /// One resident per row, names in TCVN3 with the font `.VnTime`.
    ResidentsTcvn3,
    /// One household per row, names in VNI with the font `VNI-Times`.
    HouseholdsVni,
    /// One household per row, titles in capitals, phones as numbers.
    Households,
}

/// Makes the list of xã Nghi Sơn (dữ liệu mẫu): 4 villages, about 1,450 households, about 5,200
/// residents.
///
/// # Errors
/// Only if the workbook cannot be written, which its fixed content rules out.
pub fn workbook() -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let styles = [
        Style::Residents,
        Style::ResidentsTcvn3,
        Style::HouseholdsVni,
        Style::Households,
    ];
    for (village, style) in villages().iter().zip(styles) {
        let sheet = workbook.add_worksheet();
        sheet.set_name(&village.name)?;
        titles(sheet, village)?;
        match style {
            Style::Residents | Style::ResidentsTcvn3 => by_resident(sheet, village, style)?,
            Style::HouseholdsVni | Style::Households => by_household(sheet, village, style)?,
        }
    }
    workbook.save_to_buffer()
}

fn titles(sheet: &mut Worksheet, village: &Village) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_align(FormatAlign::Center);
    sheet.merge_range(
        0,
        0,
        0,
        3,
        "ỦY BAN NHÂN DÂN XÃ NGHI SƠN (DỮ LIỆU MẪU)",
        &bold,
    )?;
    sheet.merge_range(0, 5, 0, 9, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", &bold)?;
    sheet.merge_range(1, 5, 1, 9, "Độc lập - Tự do - Hạnh phúc", &bold)?;
    let title = format!("DANH SÁCH HỘ GIA ĐÌNH {}", village.name.to_uppercase());
    sheet.merge_range(3, 0, 3, 9, &title, &bold)?;
    sheet.merge_range(
        4,
        0,
        4,
        9,
        "(Kèm theo Công văn của UBND xã, dữ liệu mẫu không có người thật)",
        &Format::new(),
    )?;
    Ok(())
}

fn text_format(style: Style) -> Format {
    match style {
        Style::ResidentsTcvn3 => Format::new().set_font_name(".VnTime"),
        Style::HouseholdsVni => Format::new().set_font_name("VNI-Times"),
        Style::Residents | Style::Households => Format::new(),
    }
}

fn encode(text: &str, style: Style) -> String {
    match style {
        Style::ResidentsTcvn3 => {
            vietnamese::from_unicode(text, vietnamese::Encoding::Tcvn3 { capitals: false })
        }
        Style::HouseholdsVni => vietnamese::from_unicode(text, vietnamese::Encoding::Vni),
        Style::Residents | Style::Households => text.to_owned(),
    }
}

fn by_resident(sheet: &mut Worksheet, village: &Village, style: Style) -> Result<(), XlsxError> {
    let head = Format::new().set_bold();
    let columns = [
        "STT",
        "Mã hộ",
        "Họ và tên",
        "Quan hệ với chủ hộ",
        "Ngày, tháng, năm sinh",
        "Số CCCD",
        "Điện thoại",
        "Ngõ",
        "Ngành nghề kinh doanh",
        "Ghi chú",
    ];
    for (column, title) in (0..).zip(columns) {
        sheet.write_with_format(6, column, title, &head)?;
        sheet.write(7, column, column + 1)?;
    }
    let format = text_format(style);
    let mut row = 8;
    for (number, household) in (1..).zip(&village.households) {
        for (index, person) in household.people.iter().enumerate() {
            if index == 0 {
                sheet.write(row, 0, number)?;
                sheet.write(row, 1, household.code.as_str())?;
                write_phone(sheet, row, 6, household, number)?;
                sheet.write_with_format(row, 7, encode(&household.alley, style), &format)?;
                if let Some(trade) = household.trade {
                    sheet.write_with_format(row, 8, encode(trade, style), &format)?;
                }
            }
            sheet.write_with_format(row, 2, encode(&person.name, style), &format)?;
            let relation = if index == 0 {
                "Chủ hộ"
            } else {
                person.relation
            };
            sheet.write(row, 3, relation)?;
            // Half of the households have dates of birth, the others only years.
            if number % 2 == 0 {
                sheet.write(
                    row,
                    4,
                    format!(
                        "{:02}/{:02}/{}",
                        index % 28 + 1,
                        number % 12 + 1,
                        person.born
                    ),
                )?;
            } else {
                sheet.write(row, 4, f64::from(person.born))?;
            }
            if let Some(identity) = &person.identity {
                sheet.write(row, 5, identity.as_str())?;
            }
            row += 1;
        }
    }
    Ok(())
}

fn by_household(sheet: &mut Worksheet, village: &Village, style: Style) -> Result<(), XlsxError> {
    let head = Format::new().set_bold();
    let columns = [
        "TT",
        "MÃ HỘ",
        "CHỦ HỘ",
        "NĂM SINH",
        "SỐ NHÂN KHẨU",
        "SĐT",
        "NGÕ, XÓM",
        "HỘ KINH DOANH",
        "SỐ ĐỊNH DANH",
    ];
    for (column, title) in (0..).zip(columns) {
        sheet.write_with_format(6, column, title, &head)?;
    }
    let format = text_format(style);
    let mut row = 7;
    for (number, household) in (1..).zip(&village.households) {
        let Some(first) = household.people.first() else {
            continue;
        };
        // A few households are listed twice, as in real lists.
        for _ in 0..if number % 97 == 0 { 2 } else { 1 } {
            sheet.write(row, 0, number)?;
            sheet.write(row, 1, household.code.as_str())?;
            sheet.write_with_format(row, 2, encode(&first.name, style), &format)?;
            sheet.write(row, 3, f64::from(first.born))?;
            sheet.write(row, 4, household.people.len() as u32)?;
            write_phone(sheet, row, 5, household, number)?;
            sheet.write_with_format(row, 6, encode(&household.alley, style), &format)?;
            if let Some(trade) = household.trade {
                sheet.write_with_format(row, 7, encode(trade, style), &format)?;
            }
            if let Some(identity) = &first.identity {
                sheet.write(row, 8, identity.as_str())?;
            }
            row += 1;
        }
    }
    Ok(())
}

/// Writes the phone: every seventh is missing, every fifth has lost its zero, every eleventh cell
/// holds two.
fn write_phone(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    household: &Household,
    number: u32,
) -> Result<(), XlsxError> {
    let phone = &household.phone;
    match number {
        number if number % 7 == 0 => {}
        number if number % 5 == 0 => {
            sheet.write(row, column, phone.parse::<f64>().unwrap_or_default())?;
        }
        number if number % 11 == 0 => {
            sheet.write(
                row,
                column,
                format!("{phone} / 0{}", &household.second_phone[1..]),
            )?;
        }
        _ => {
            sheet.write(
                row,
                column,
                format!("{}.{}.{}", &phone[..4], &phone[4..7], &phone[7..]),
            )?;
        }
    }
    Ok(())
}
