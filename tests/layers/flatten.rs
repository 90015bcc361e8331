//! Flattening: PyTorch's order, forward and back.

use staticnn::activation::{Linear, Relu};
use staticnn::layer::{Layer, Length, check};
use staticnn::layers::Flatten;
use staticnn::shape::{Features, Image, Series, Size, U1, U2, U3, U4, U5, U6, U16, U17};

use crate::alone::{blocks_are_equal, channels_last, dimensions, drawn, golden, is_pytorchs, passes};

/// Its passes are permutations, which compute nothing.
fn permutes<X: staticnn::layer::Grid<Element<f32> = f32>>() {
    let [channels, ..] = dimensions::<X>();
    let (first, d) = (drawn(2, X::Len::VALUE, 1), drawn(2, X::Len::VALUE, 2));
    let x = channels_last(&first, channels);
    let found = passes::<Flatten<f32, X>, Linear, U2>(&Flatten::ZEROED, &x, &d);
    assert_eq!((found.y, found.dx), (first, channels_last(&d, channels)));
    let passed = passes::<Flatten<f32, X>, Relu, U2>(&Flatten::ZEROED, &x, &d).dx.concat();
    for ((found, d), x) in passed.iter().zip(channels_last(&d, channels).concat()).zip(x.concat()) {
        assert_eq!(*found, if x > 0.0 { d } else { 0.0 });
    }
}

#[test]
fn values_come_by_channels_and_go_back_where_they_were() {
    permutes::<Image<U1, U3, U4>>();
    permutes::<Image<U3, U2, U5>>();
    permutes::<Image<U16, U5, U5>>();
    permutes::<Image<U17, U1, U17>>();
    permutes::<Series<U6, U4>>();
    permutes::<Series<U1, U5>>();
    permutes::<Features<U3>>();
    blocks_are_equal(&Flatten::<f32, Image<U3, U2, U5>>::ZEROED);
    check::<Flatten<f64, Image<U3, U2, U5>>>(1).unwrap();
    check::<Flatten<f64, Series<U2, U2>>>(1).unwrap();
}

#[test]
fn the_order_is_pytorchs() {
    fn order<X: staticnn::layer::Grid<Len: Size, Element<f32> = f32>>(kind: &str) {
        is_pytorchs(&Flatten::<f32, X>::ZEROED, &golden(kind));
    }
    order::<Image<U3, U2, U4>>("flatten image");
    order::<Series<U5, U3>>("flatten series");
}

#[test]
fn it_has_no_parameters() {
    let layer = Flatten::<f32, Image<U3, U2, U5>>::default();
    assert_eq!((size_of_val(&layer), layer.values().len()), (0, 0));
    assert_eq!((Flatten::<f32, Image<U3, U2, U5>>::STAGE.kind, layer.clone()), ("flatten", layer));
    assert_eq!(format!("{:?}", Flatten::<f32, Image<U3, U2, U5>>::ZEROED), "Flatten 3x2x5 -> 30, 0 parameters");
    assert_eq!(serde_json::to_string(&Flatten::<f32, Image<U3, U2, U5>>::ZEROED).unwrap(), "{}");
    serde_json::from_str::<Flatten<f32, Image<U3, U2, U5>>>("{}").unwrap();
}
