use staticnn::prelude::*;

network! {
    /// Three predictors, one response.
    struct Regressor< 3 -> 12 relu -> 1 >;
}

fn main() {
    println!("{:?}", Regressor::zeros());
}
