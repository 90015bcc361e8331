use staticnn::prelude::*;

network! { struct Net< 2 -> 3 sigmoid >; }

fn main() {
    let samples = Samples::from((&[[1.0, 2.0]], &[[0.1, 0.2, 0.7]]));
    let _ = Net::zeros().loss(&samples, &KlDivergence);
}
