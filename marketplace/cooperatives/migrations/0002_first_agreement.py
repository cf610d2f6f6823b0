"""
The agreement with which the marketplace starts: how this software keeps goods and money, in words.

A lawyer of the marketplace replaces it by a later version, in the admin; what was signed stays as it was.
"""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TEXTS = {
    "fr": (
        "La coopérative reste propriétaire de ses produits jusqu’à leur vente, aussi à la plateforme et en boutique.\n"
        "Elle décrit ses produits avec exactitude, tient à jour ses autorisations et ses certificats, et répond de la qualité.\n"
        "Elle fixe ses prix. La commission et les frais de plateforme lui sont montrés avant la publication d’un prix et "
        "sont figés à la vente.\n"
        "L’argent d’une commande payée à la livraison devient dû quand il est arrivé à la banque. Les manques de caisse "
        "sont à la charge de celui qui tenait l’argent, jamais de la coopérative.\n"
        "La coopérative est payée le 1er et le 16 de chaque mois, avec un relevé où chaque somme s’explique.\n"
        "Une retenue a toujours un motif, un montant et une date de fin, et la coopérative peut la contester.\n"
        "La cliente ou le client dispose du délai de rétractation de la loi 31-08 ; aucune coopérative ne peut le réduire.\n"
        "Les données de la coopérative sont les siennes : elle peut les lire et les emporter.\n"
        "Chaque partie peut mettre fin à l’accord ; les commandes en cours sont livrées et payées."
    ),
    "ar": (
        "تبقى التعاونية مالكة لمنتوجاتها إلى حين بيعها، في المنصة وفي المتجر أيضا.\n"
        "تصف منتوجاتها بدقة، وتحافظ على صلاحية رخصها وشهاداتها، وهي مسؤولة عن الجودة.\n"
        "تحدد أثمنتها بنفسها. وتظهر لها العمولة وأتعاب المنصة قبل نشر الثمن، ولا تتغير بعد البيع.\n"
        "يصبح مال الطلب المؤدى عند التسليم مستحقا حين يصل إلى البنك. وكل نقص في الصندوق يتحمله من كان المال في عهدته، "
        "ولا تتحمله التعاونية أبدا.\n"
        "تتوصل التعاونية بمستحقاتها في فاتح كل شهر وفي السادس عشر منه، مع كشف يشرح كل مبلغ.\n"
        "لكل حجز سبب ومبلغ وتاريخ نهاية، ويمكن للتعاونية أن تعترض عليه.\n"
        "للزبون أجل التراجع المنصوص عليه في القانون 31-08، ولا يمكن لأي تعاونية أن تقلصه.\n"
        "معطيات التعاونية ملك لها: يمكنها أن تقرأها وأن تأخذها معها.\n"
        "يمكن لكل طرف أن ينهي الاتفاق؛ وتُسلَّم الطلبات الجارية وتؤدى أثمنتها."
    ),
}


def add(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the first version."""
    apps.get_model("cooperatives", "Agreement").objects.create(
        version=1, texts=TEXTS, from_date=date(2024, 1, 1)
    )


def take_away(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take it away, unless somebody has signed it."""
    apps.get_model("cooperatives", "Agreement").objects.filter(version=1, signatures=None).delete()


class Migration(migrations.Migration):
    # What this and 0001 stand in for: a database that has all of it has these.
    replaces = [
        ("cooperatives", "0002_joining"),
        ("cooperatives", "0003_first_agreement"),
        ("cooperatives", "0004_back_office"),
        ("cooperatives", "0005_assistance"),
        ("cooperatives", "0006_alliances_decide"),
        ("cooperatives", "0007_driver"),
    ]

    dependencies = [("cooperatives", "0001_initial")]

    operations = [migrations.RunPython(add, take_away)]
