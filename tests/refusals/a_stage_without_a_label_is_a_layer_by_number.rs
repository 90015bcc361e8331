use staticnn::prelude::*;

network! { struct Regressor< 3 -> 12 relu -> 1 >; }

fn main() {
    let net = Regressor::zeros();
    println!("{:?}", net.hidden);
}
