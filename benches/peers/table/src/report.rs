//! The table, as Markdown.

use peers_work::rows::Row;

use crate::peer::Peer;

/// Prints a row for each case. The last column is the time of the best peer over that of staticnn: above 1, staticnn is
/// faster.
pub fn print(rows: &[Row], ours: &Peer, peers: &[Peer]) {
    let names: String = peers.iter().map(|peer| format!(" {} |", peer.name)).collect();
    println!("| work | staticnn | % of peak |{names} best peer | ratio to it |");
    println!("|---|---:|---:|{}---|---:|", "---:|".repeat(peers.len()));
    for row in rows {
        let microseconds = |peer: &Peer| peer.median(row, |answer| answer.microseconds);
        let time = microseconds(ours).unwrap_or(f64::NAN);
        let share = ours.median(row, |answer| answer.share).filter(|share| !share.is_nan());
        let share = share.map_or(String::new(), |share| format!("{share:.0}"));
        let times: String =
            peers.iter().map(|peer| format!(" {} |", microseconds(peer).map_or("-".to_owned(), digits))).collect();
        let best =
            peers.iter().filter_map(|peer| Some((microseconds(peer)?, &peer.name))).min_by(|a, b| a.0.total_cmp(&b.0));
        let [name, ratio] =
            best.map_or(["-".to_owned(), "-".to_owned()], |(best, name)| [name.clone(), format!("{:.2}", best / time)]);
        println!("| {} | {} | {share} |{times} {name} | {ratio} |", row.name, digits(time));
    }
}

/// Writes a number with three significant digits, and with commas between thousands.
fn digits(value: f64) -> String {
    if value < 100.0 {
        let places = (2.0 - value.log10().floor()).clamp(1.0, 9.0) as usize;
        return format!("{value:.places$}");
    }
    let whole = format!("{value:.0}");
    let mut text = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::digits;

    #[test]
    fn a_number_has_three_digits_and_commas() {
        let written = [0.0047, 0.401, 9.06, 74.6, 480.2, 161_817.4].map(digits);
        assert_eq!(written, ["0.00470", "0.401", "9.06", "74.6", "480", "161,817"]);
    }
}
