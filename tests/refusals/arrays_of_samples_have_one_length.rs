use staticnn::prelude::*;

fn main() {
    let (x, y) = ([[1.0], [2.0], [3.0]], [[1.0], [2.0]]);
    let _ = Samples::from((&x, &y));
}
