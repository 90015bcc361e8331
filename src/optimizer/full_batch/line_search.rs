//! How far to go along a direction.

/// The loss at a point of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    /// How far it is from the start.
    pub(super) t: f64,
    pub(super) loss: f64,
    /// The derivative of the loss with respect to t.
    pub(super) slope: f64,
}

/// The share of the decrease that the slope at the start promises, which the loss must have. Nocedal and Wright's c₁.
const DECREASE: f64 = 1e-4;
/// The share of the slope at the start that may be left. Nocedal and Wright's c₂.
const SLOPE: f64 = 0.9;
/// How many points are tried. Halving as often divides the step by a billion.
const POINTS: usize = 30;

/// Looks for a point beyond `start`, where the slope is negative, that meets the conditions of Wolfe: the loss has decreased
/// enough, and falls less steeply. It starts with `t`.
///
/// Keeps an interval whose left end is low and steep, and whose right end is too high, and divides it. With relu the loss has
/// kinks, where other searches may fail. A loss or slope that isn't finite is too high. If no point of so many meets both conditions, it returns
/// the last one that is low enough, or `None`. The last call of `at` was for the point returned.
/// Source: Lewis and Overton, "Nonsmooth Optimization via Quasi-Newton Methods", 2013, algorithm 2.6.
pub(super) fn search(start: Point, mut t: f64, mut at: impl FnMut(f64) -> Point) -> Option<Point> {
    let (mut low, mut high) = (start, None::<Point>);
    for _ in 0..POINTS {
        let point = at(t);
        let decreased = point.loss <= start.loss + DECREASE * t * start.slope && point.loss < start.loss;
        if !decreased || !point.slope.is_finite() {
            high = Some(point);
        } else if point.slope < SLOPE * start.slope {
            low = point;
        } else {
            return Some(point);
        }
        t = match high {
            None => 4.0 * t,
            Some(high) => between(low, high),
        };
        if t <= low.t || !t.is_finite() {
            break;
        }
    }
    (low.t > start.t).then(|| at(low.t))
}

/// A point inside an interval, at least a tenth of its width from either end: where the parabola through the left end, with its
/// slope, and through the right end is least.
fn between(low: Point, high: Point) -> f64 {
    let width = high.t - low.t;
    let share = -low.slope * width / (2.0 * (high.loss - low.loss - low.slope * width));
    let share = match share {
        0.1..=0.9 => share,
        _ if share < 0.1 => 0.1,
        // NaN, where the right end isn't finite, too.
        _ => 0.5,
    };
    low.t + share * width
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Searches a function, given with its derivative, from 0 on.
    fn found(f: impl Fn(f64) -> (f64, f64), t: f64) -> (Option<Point>, usize) {
        let (mut points, mut last) = (0, f64::NAN);
        let at = |t: f64| {
            let (loss, slope) = f(t);
            Point { t, loss, slope }
        };
        let point = search(at(0.0), t, |t| {
            (points, last) = (points + 1, t);
            at(t)
        });
        assert!(point.is_none_or(|point| point.t == last));
        (point, points)
    }

    #[test]
    fn a_parabola_is_found_from_near_and_from_far() {
        for t in [1e-6, 1e-3, 0.5, 1.0, 1e3, 1e9] {
            let (point, points) = found(|t| ((t - 1.0) * (t - 1.0), 2.0 * (t - 1.0)), t);
            let point = point.unwrap();
            assert!(point.loss < 1.0 && point.slope >= -1.8 && points <= 15, "from {t}: {point:?} after {points}");
        }
    }

    #[test]
    fn a_kink_is_approached_and_a_cliff_avoided() {
        let (point, _) = found(|t| if t < 1.0 { (1.0 - t, -1.0) } else { (3.0 * (t - 1.0), 3.0) }, 0.01);
        assert!(point.unwrap().loss < 0.99);
        let (point, _) = found(|t| if t < 1.0 { (1.0 - t * t, -1.0 - 2.0 * t) } else { (f64::NAN, f64::NAN) }, 1e6);
        assert!(point.unwrap().t < 1.0);
    }

    #[test]
    fn a_search_ends() {
        assert!(found(|_| (1.0, -1.0), 1.0).0.is_none());
        assert!(found(|t| (1.0 + t, -1.0), 1.0).0.is_none());
        let (point, points) = found(|t| (-t, -1.0), 1.0);
        assert!(point.is_some_and(|point| point.t > 1e9) && points <= POINTS + 1);
    }
}
