//! Charts as inline SVG that a screen reader can read: with title and description, without script
//! or style.
use quick_xml::escape::escape;
use std::fmt::Write;

const WIDTH: i64 = 640;
const HEIGHT: i64 = 176;
const LEFT: i64 = 8;
const RIGHT: i64 = 44;
const TOP: i64 = 26;
const BOTTOM: i64 = 26;
/// At most this many labels are below the line.
const LABELS: usize = 6;

/// One week or month in a line chart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Point {
    pub label: String,
    pub value: i64,
    /// The value as people read it, such as `31,8%`.
    pub shown: String,
}

/// A line over time; its axis begins at zero.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LineChart {
    /// Unique on its page, because title and description are referred to by it.
    pub id: String,
    pub title: String,
    /// Says in words what the line shows, for people who cannot see it.
    pub description: String,
    pub points: Vec<Point>,
}

impl LineChart {
    /// The chart as SVG. Colours come from the page's stylesheet: `.chart-line`, `.chart-grid`,
    /// `.chart-text`.
    pub fn to_svg(&self) -> String {
        let mut svg = String::new();
        let id = escape(self.id.as_str());
        let _ = write!(
            svg,
            r#"<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{id}-t {id}-d"><title id="{id}-t">{}</title><desc id="{id}-d">{}</desc>"#,
            escape(self.title.as_str()),
            escape(self.description.as_str()),
        );
        let bottom = HEIGHT - BOTTOM;
        for line in [0, 1, 2] {
            let y = TOP + (bottom - TOP) * line / 2;
            let _ = write!(svg, r#"<path class="chart-grid" d="M0 {y}H{WIDTH}"/>"#);
        }
        let places: Vec<(i64, i64)> = (0..self.points.len())
            .map(|index| self.place(index))
            .collect();
        if let (Some(&(x, y)), Some(last)) = (places.last(), self.points.last()) {
            let line: Vec<String> = places.iter().map(|(x, y)| format!("{x} {y}")).collect();
            let _ = write!(svg, r#"<path class="chart-line" d="M{}"/>"#, line.join("L"));
            let _ = write!(
                svg,
                r#"<circle class="chart-dot" cx="{x}" cy="{y}" r="5"/><text class="chart-last" x="{x}" y="{}" text-anchor="end">{}</text>"#,
                (y - 12).max(14),
                escape(last.shown.as_str()),
            );
        }
        self.labels(&mut svg, &places);
        svg.push_str("</svg>");
        svg
    }

    fn labels(&self, svg: &mut String, places: &[(i64, i64)]) {
        let step = self.points.len().div_ceil(LABELS).max(1);
        let last = self.points.len().saturating_sub(1);
        for (index, (point, (x, _))) in self.points.iter().zip(places).enumerate() {
            if (last - index).is_multiple_of(step) {
                let anchor = if index == 0 { "start" } else { "middle" };
                let _ = write!(
                    svg,
                    r#"<text class="chart-text" x="{x}" y="{}" text-anchor="{anchor}">{}</text>"#,
                    HEIGHT - 6,
                    escape(point.label.as_str()),
                );
            }
        }
    }

    fn place(&self, index: usize) -> (i64, i64) {
        let top = self.points.iter().map(|it| it.value).max().unwrap_or(0);
        // A fifth more space above the highest point, so that its label fits.
        let top = (top + top / 5).max(1);
        let steps = i64::try_from(self.points.len().saturating_sub(1)).unwrap_or(1);
        let index_i = i64::try_from(index).unwrap_or(0);
        let x = if steps == 0 {
            WIDTH - RIGHT
        } else {
            LEFT + (WIDTH - LEFT - RIGHT) * index_i / steps
        };
        let value = self.points.get(index).map_or(0, |it| it.value.max(0));
        let bottom = HEIGHT - BOTTOM;
        (x, bottom - (bottom - TOP) * value / top)
    }
}

/// A bar that is filled to the share of `a` in `b`. It is decoration: the figures are written
/// beside it.
pub fn bar(a: i64, b: i64) -> String {
    let share = if b <= 0 {
        0
    } else {
        (a.clamp(0, b) * 1000 / b).max(0)
    };
    format!(
        r#"<svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="bar-all" width="1000" height="10"/><rect class="bar-done" width="{share}" height="10"/></svg>"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(values: &[i64]) -> LineChart {
        let points = values.iter().map(|value| Point {
            label: format!("{value}/11"),
            value: *value,
            shown: format!("{value} <hộ>"),
        });
        LineChart {
            id: "five".to_owned(),
            title: "Hộ & người".to_owned(),
            description: "từ 1 lên 3".to_owned(),
            points: points.collect(),
        }
    }

    #[test]
    fn a_chart_has_a_title_and_escapes_its_texts() {
        let svg = chart(&[1, 2, 3]).to_svg();
        assert!(svg.contains(r#"aria-labelledby="five-t five-d""#));
        assert!(svg.contains("Hộ &amp; người") && svg.contains("3 &lt;hộ&gt;"));
        assert!(!svg.contains("style="), "the page's policy forbids it");
    }

    #[test]
    fn the_line_rises_with_the_figures() {
        let rising = chart(&[0, 5, 10]);
        let heights: Vec<i64> = (0..3).map(|index| rising.place(index).1).collect();
        assert!(heights[0] > heights[1] && heights[1] > heights[2]);
        assert_eq!(heights[0], HEIGHT - BOTTOM);
    }

    #[test]
    fn no_figures_and_one_figure_are_drawn_too() {
        assert!(!chart(&[]).to_svg().contains("chart-line"));
        assert!(chart(&[0]).to_svg().contains("chart-dot"));
    }

    #[test]
    fn a_bar_stays_within_its_frame() {
        for (a, b, share) in [(0, 0, 0), (1, 2, 500), (3, 2, 1000), (-1, 2, 0)] {
            assert!(bar(a, b).contains(&format!(r#"class="bar-done" width="{share}""#)));
        }
    }
}
