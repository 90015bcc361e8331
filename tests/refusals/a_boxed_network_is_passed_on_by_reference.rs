use staticnn::prelude::*;

network! { struct Regressor< 3 -> 12 relu -> 1 >; }

fn main() {
    let mut net = Regressor::boxed();
    let gradient = Gradient::<Regressor>::boxed();
    Sgd::new(0.1).step(&mut net, &gradient);
}
