/// The centre crop of a picture to the shape of the video (`ark.md` section 3): too tall loses above and below, too wide
/// loses left and right, an equal shape loses nothing.
package struct CropRule: Sendable, Equatable {
    /// The shape to crop to: the video's own pixel size, so that nothing is stretched.
    package let targetWidth: Int
    package let targetHeight: Int

    package init(targetWidth: Int, targetHeight: Int) {
        self.targetWidth = targetWidth
        self.targetHeight = targetHeight
    }

    /// What is kept of a picture, in its own pixels; fractions are dropped.
    package struct Rectangle: Sendable, Equatable {
        package let x: Int
        package let y: Int
        package let width: Int
        package let height: Int
    }

    /// What is kept of a picture of the given size.
    package func rectangle(width: Int, height: Int) -> Rectangle {
        let keptWidth = max(1, min(width, height * targetWidth / targetHeight))
        let keptHeight = max(1, min(height, width * targetHeight / targetWidth))
        return Rectangle(
            x: (width - keptWidth) / 2,
            y: (height - keptHeight) / 2,
            width: keptWidth,
            height: keptHeight
        )
    }

    /// The same rule for ffmpeg's `crop` filter, which knows the picture's size where we do not.
    var filter: String {
        let width = "max(1,min(iw,floor(ih*\(targetWidth)/\(targetHeight))))"
        let height = "max(1,min(ih,floor(iw*\(targetHeight)/\(targetWidth))))"
        return "crop=w='\(width)':h='\(height)':x='floor((iw-ow)/2)':y='floor((ih-oh)/2)':exact=1"
    }
}
