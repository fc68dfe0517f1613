//! Names as they are used in the villages by the sea.
use super::dice::Dice;

const FAMILIES: [&str; 18] = [
    "Nguyễn", "Lê", "Trần", "Phạm", "Lường", "Đậu", "Hoàng", "Vũ", "Bùi", "Mai", "Đỗ", "Ngô",
    "Phùng", "Trịnh", "Cao", "Hồ", "Dương", "Đặng",
];
const MEN_MIDDLE: [&str; 8] = ["Văn", "Đình", "Hữu", "Bá", "Xuân", "Trọng", "Công", "Quang"];
const MEN: [&str; 20] = [
    "Quý", "Ước", "Kỷ", "Đạt", "Hùng", "Tuấn", "Thắng", "Hải", "Sơn", "Long", "Bình", "Cường",
    "Đức", "Minh", "Nam", "Phúc", "Tâm", "Thành", "Toàn", "Vinh",
];
const WOMEN_MIDDLE: [&str; 4] = ["Thị", "Thị", "Thị Thu", "Thị Ngọc"];
const WOMEN: [&str; 20] = [
    "Dưỡng", "Ngà", "Lan", "Hoa", "Hương", "Hạnh", "Liên", "Loan", "Mai", "Nga", "Nhung", "Oanh",
    "Phương", "Thảo", "Thủy", "Tuyết", "Vân", "Xuân", "Yến", "Thúy",
];

pub fn name(dice: &mut Dice, man: bool) -> String {
    let family = dice.pick(&FAMILIES);
    let (middle, given) = if man {
        (dice.pick(&MEN_MIDDLE), dice.pick(&MEN))
    } else {
        (dice.pick(&WOMEN_MIDDLE), dice.pick(&WOMEN))
    };
    format!("{family} {middle} {given}")
}
